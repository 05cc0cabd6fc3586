// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that packages that depend on Distill do not build the fuzzer. `Fuzz/run` builds it; it
// links only with `--sanitize fuzzer`.
let package = Package(
  name: "DistillFuzz",
  platforms: [.macOS(.v15)],
  dependencies: [
    // The portable kernels: parsers multiply nothing, and oneDNN is not instrumented.
    .package(name: "Distill", path: "..", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "DistillFuzz",
      dependencies: [
        .product(name: "Distill", package: "Distill"),
        .product(name: "DistillSpeech", package: "Distill"),
      ],
      path: ".",
      exclude: [
        "README.md", "run", "fixtures", "sanitize", "dictionary", "thread-suppressions",
      ],
      sources: ["Driver", "FuzzedParsers"],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  ]
)
