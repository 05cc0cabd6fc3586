/// The header of a NIST SPHERE file: text, whose length is in its second line, with fields by name.
///
/// The coding is checked before the sizes, which are those before compression.
struct SphereHeader {
  private let input: SoundHeaderBytes
  private let lines: [Substring]

  init(_ input: SoundHeaderBytes) {
    self.input = input
    lines = (input.text(0, min(input.count, 1 << 16)) ?? "").split(separator: "\n")
  }

  /// - Throws: ``AudioError/compressed(path:coding:remedy:)`` where the sound is compressed (shorten,
  ///   wavpack), ``AudioError/truncated(path:unit:expected:found:)`` where it was cut off.
  func check(path: String) throws(AudioError) {
    let start = lines.count > 1 ? Int(lines[1].filter { $0 != " " }) : nil
    if let coding = coding(from: start) {
      throw .compressed(
        path: path, coding: coding,
        remedy: "convert it to WAV or FLAC, for example with sph2pipe -p -f wav")
    }
    guard let start, (0...1 << 16).contains(start),
      let samples = integer("sample_count"), let width = integer("sample_n_bytes"),
      (0...1 << 40).contains(samples), (1...8).contains(width)
    else { return }
    let channels = min(max(integer("channel_count") ?? 1, 1), 1024)
    try SoundHeader.check(start: start, size: samples * width * channels, of: input, path: path)
  }

  /// The name of the compression; nil for plain samples.
  private func coding(from start: Int?) -> String? {
    let names = (string("sample_coding") ?? "").lowercased()
    for name in ["shorten", "wavpack", "shortpack"] where names.contains(name) { return name }
    // The mark that shorten begins its data with, where the header does not name it.
    if let start, input.text(start, 4) == "ajkg" { return "shorten" }
    let parts = names.split(separator: ",")
    return parts.count > 1 ? String(parts[1]) : nil
  }

  private func integer(_ name: String) -> Int? {
    let beginning = "\(name) -i "
    return lines.first { $0.hasPrefix(beginning) }.flatMap { Int($0.dropFirst(beginning.count)) }
  }

  private func string(_ name: String) -> String? {
    let beginning = "\(name) -s"
    let line = lines.first { $0.hasPrefix(beginning) }
    return line?.dropFirst(beginning.count).split(separator: " ", maxSplits: 1).dropFirst().first
      .map(String.init)
  }
}
