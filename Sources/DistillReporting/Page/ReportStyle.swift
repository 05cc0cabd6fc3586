/// The style of a report's page.
///
/// Colours are in the order of the Okabe–Ito palette, which is distinguishable with any colour vision,
/// each darkened (or, on a dark page, lightened) until it is legible as text: a contrast of at least 4.5
/// with the page.
package enum ReportStyle {
  /// The number of colours; further names use them again.
  package static let seriesCount = 7

  static let css = """
    :root {
      --page: #fffefc; --ink: #1d1d1b; --soft: #5f5e59; --rule: #d9d6ce; --faint: #ecebe5;
      --right: #f1f0eb; --heat: #d4550c;
      --s0: #0069a8; --s1: #b84a00; --s2: #00775a; --s3: #9a4a80; --s4: #7a6400; --s5: #3d6b8c;
      --s6: #55534e;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #16181b; --ink: #e8e6e1; --soft: #a5a39d; --rule: #3c4045; --faint: #2a2d31;
        --right: #22252a; --heat: #d0641d;
        --s0: #5ab4f0; --s1: #f2914a; --s2: #35c79a; --s3: #e39ac8; --s4: #e0c83c; --s5: #9ecbe8;
        --s6: #bdbab3;
      }
    }
    .c0 { --c: var(--s0); } .c1 { --c: var(--s1); } .c2 { --c: var(--s2); } .c3 { --c: var(--s3); }
    .c4 { --c: var(--s4); } .c5 { --c: var(--s5); } .c6 { --c: var(--s6); }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 1180px; padding: 40px clamp(16px, 4vw, 48px) 64px;
      background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
        "Liberation Sans", sans-serif;
      overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
    }
    h1, h2 {
      font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif;
      font-weight: 400; line-height: 1.2; overflow-wrap: anywhere;
    }
    h1 { font-size: 32px; margin: 0 0 16px; }
    h2 { font-size: 23px; margin: 0 0 4px; }
    h3 { font-size: 14px; font-weight: 600; margin: 0; display: inline; }
    section { margin-top: 48px; }
    section > p { margin: 0 0 20px; max-width: 44em; color: var(--soft); }
    section > .sentence { margin-bottom: 12px; color: var(--ink); font-size: 17px; }
    section > p > b { font-weight: 600; }
    .contents { margin: 28px 0 0; padding: 0 0 0 1.6em; columns: 22em; }
    .contents a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: 3px; }
    .notes { margin: 20px 0 0; padding-left: 1.2em; max-width: 48em; color: var(--soft); font-size: 14px; }
    figure { margin: 0; min-width: 0; }
    figcaption { margin-bottom: 6px; }
    figcaption span { color: var(--soft); font-size: 13px; }

    dl { margin: 0; display: flex; flex-wrap: wrap; gap: 6px 32px; font-size: 14px; }
    dl div { display: flex; gap: 8px; min-width: 0; }
    dt { overflow-wrap: break-word; color: var(--soft); }
    dd { margin: 0; overflow-wrap: anywhere; }
    dd span { display: inline-block; max-width: 100%; }

    .scroll { overflow-x: auto; }
    table {
      border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums;
      overflow-wrap: break-word;
    }
    th { font-weight: 400; }
    .models { width: 100%; font-size: 14px; border-bottom: 1px solid var(--rule); }
    .models th, .models td {
      padding: 7px 0 7px 20px; text-align: right; white-space: nowrap; vertical-align: baseline;
    }
    .models thead th {
      color: var(--soft); font-size: 13px; line-height: 1.25; vertical-align: bottom;
      border-bottom: 1px solid var(--rule);
    }
    .models th:first-child {
      padding-left: 17px; text-indent: -17px; text-align: left; white-space: normal; min-width: 8em; max-width: 16em;
      position: sticky; left: 0; background: var(--page);
    }
    .models tbody tr + tr > * { border-top: 1px solid var(--faint); }
    .models .interval { text-align: left; }
    .models .interval span { display: inline-block; margin-left: 6px; color: var(--soft); }
    .models .interval svg { vertical-align: -1px; }
    .models .scale { text-align: left; }
    .models .scale span:first-child { display: inline-block; width: 24px; padding-left: 1px; }
    .models .scale span:nth-child(2) { display: inline-block; width: 88px; text-align: center; }
    .models .scale span:last-child { display: inline-block; width: 38px; text-align: right; }

    .results { font-size: 14px; margin-top: 24px; border-bottom: 1px solid var(--rule); }
    .results caption { text-align: left; padding-bottom: 6px; color: var(--soft); font-size: 13px; }
    .results :is(th, td) {
      padding: 5px 0 5px 28px; text-align: right; white-space: nowrap; vertical-align: baseline;
    }
    .results thead th {
      color: var(--soft); font-size: 13px; vertical-align: bottom; border-bottom: 1px solid var(--rule);
    }
    .results :is(th, td):first-child {
      padding-left: 0; text-align: left; white-space: normal; min-width: 7em; max-width: 24em;
      position: sticky; left: 0; background: var(--page);
    }
    .results tbody tr + tr > * { border-top: 1px solid var(--faint); }

    .swatch {
      display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 2px;
      background: var(--c);
    }
    .legend {
      list-style: none; margin: 0 0 16px; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 22px;
      font-size: 14px;
    }

    svg { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
      "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
    svg text { fill: var(--soft); }
    svg .name { fill: var(--c); }
    svg .line { fill: none; stroke: var(--c); stroke-width: 1.75; stroke-linejoin: round; }
    svg .dashed { stroke-width: 1.25; stroke-dasharray: 3 3; }
    svg .dot { fill: var(--c); }
    svg .grid { stroke: var(--faint); }
    svg .tick { stroke: var(--rule); }
    svg .band { fill: var(--c); fill-opacity: 0.15; }
    svg .reach { fill: none; stroke: var(--c); stroke-opacity: 0.45; stroke-width: 1.5; }
    svg .bar { fill: var(--c); }
    svg .whisker { fill: none; stroke: var(--ink); }

    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(310px, 1fr)); gap: 28px; }
    .figures svg { display: block; width: 100%; max-width: 460px; height: auto; overflow: visible; }
    .figures .legend { margin-bottom: 6px; font-size: 13px; }
    .figures .full { grid-column: 1 / -1; }
    .full svg { max-width: none; }

    .digit {
      display: grid; grid-template-columns: 112px minmax(0, 1fr); gap: 16px 36px;
      padding: 20px 0; border-top: 1px solid var(--rule);
    }
    .digit img { display: block; width: 112px; height: auto; image-rendering: pixelated; }
    .digit figcaption { margin: 8px 0 0; font-size: 13px; color: var(--soft); }
    .digit figcaption b { color: var(--ink); font-size: 14px; }
    .views { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 18px 28px; }
    .views.wide { grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); }
    .bars { width: 100%; height: max-content; font-size: 12px; line-height: 13px; }
    .bars caption { text-align: left; font-size: 14px; padding-bottom: 6px; }
    .bars th {
      width: 1px; padding: 0 7px 0 0; text-align: right; color: var(--soft); white-space: nowrap;
    }
    .wide th { min-width: 9em; max-width: 9em; overflow: hidden; text-overflow: ellipsis; }
    .bars td { padding: 0; }
    .bars td:last-child { width: 50px; text-align: right; color: var(--soft); white-space: nowrap; }
    .bars tr:nth-child(odd) > * { padding-top: 3px; }
    .bars td i { display: block; height: 9px; min-width: 1px; background: var(--c); }
    .bars .label th, .bars .label td, .bars .label + tr td { color: var(--ink); font-weight: 600; }

    .matrices { display: flex; flex-wrap: wrap; gap: 28px 24px; }
    .matrices figure { max-width: 100%; }
    .matrix { display: block; }
    .matrix .right { fill: var(--right); }
    .matrix .none { fill: none; }
    .matrix .heat { fill: var(--heat); }
    .matrix .count { fill: var(--ink); }
    .matrix text { font-size: 11.5px; }
    .matrix .sum { font-size: 10.5px; }
    .matrix .small { font-size: 9px; }
    .pairs { font-size: 14px; }
    .pairs caption { text-align: left; padding-bottom: 6px; }
    .pairs th, .pairs td { padding: 4px 20px 4px 0; text-align: left; }
    .pairs thead th { color: var(--soft); font-size: 13px; border-bottom: 1px solid var(--rule); }
    .pairs :is(th, td):nth-child(n + 3) { text-align: right; }

    @media (max-width: 640px) {
      body { padding-top: 24px; }
      h1 { font-size: 26px; }
      dl { flex-direction: column; }
      .digit { grid-template-columns: minmax(0, 1fr); }
      .digit figure { display: flex; align-items: center; gap: 16px; }
    }
    @media print {
      :root { --page: #fff; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      section > h2, section > p { break-after: avoid; }
      figure, .digit, tr { break-inside: avoid; }
      .scroll { overflow: visible; }
      .models th:first-child, .results :is(th, td):first-child { position: static; }
    }

    """
}
