// swift-tools-version: 6.3
import PackageDescription

/// Language mode 6 with the upcoming features this code is written for.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "Distill",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Distill", targets: ["Distill"]),
    .library(name: "DistillSpeech", targets: ["DistillSpeech"]),
    .executable(name: "distill", targets: ["DistillCLI"]),
  ],
  traits: [
    .default(enabledTraits: ["OneDNN"]),
    .trait(
      name: "OneDNN",
      description:
        "Matrix products through oneDNN. Without it the portable kernels do all the work, slower."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: Library

    .target(
      name: "Distill",
      dependencies: [
        "DistillNetworks", "DistillData", "DistillTensors", "DistillReporting",
      ],
      swiftSettings: swiftSettings),

    .target(
      name: "DistillSpeech",
      dependencies: ["Distill", "DistillNetworks", "DistillData", "DistillTensors", "CSndfile"],
      swiftSettings: swiftSettings),

    // MARK: Implementation

    .target(name: "DistillReporting", swiftSettings: swiftSettings),
    .target(
      name: "DistillNetworks",
      dependencies: [
        "DistillData", "DistillTensors", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "DistillData",
      dependencies: [
        "DistillTensors", "CKernels", "CZlib",
        .target(name: "COpenSSL", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "DistillTensors",
      dependencies: ["CKernels", "COneDNN"],
      swiftSettings: swiftSettings + [.strictMemorySafety()]),
    .target(
      name: "COneDNN",
      cxxSettings: [.define("DISTILL_ONEDNN", .when(traits: ["OneDNN"]))],
      linkerSettings: [.linkedLibrary("dnnl", .when(traits: ["OneDNN"]))]),
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),

    // MARK: Command

    .target(name: "DistillStudies", dependencies: ["Distill"], swiftSettings: swiftSettings),
    .target(
      name: "DistillSpeechStudies", dependencies: ["DistillStudies", "DistillSpeech", "Distill"],
      swiftSettings: swiftSettings),
    .target(
      name: "DistillCommands",
      dependencies: [
        "DistillStudies", "Distill",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "DistillCLI",
      dependencies: [
        "DistillCommands", "DistillSpeechStudies", "DistillStudies", "DistillSpeech", "Distill",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    // MARK: Tests

    .testTarget(
      name: "DistillTensorsTests", dependencies: ["DistillTensors"],
      resources: [.copy("Goldens")], swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillDataTests", dependencies: ["DistillData", "DistillTensors"],
      resources: [.copy("Goldens")], swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillNetworksTests",
      dependencies: [
        "DistillNetworks", "DistillData", "DistillTensors",
      ],
      resources: [.copy("Goldens")], swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillTests", dependencies: ["Distill"], resources: [.copy("Goldens")],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillSpeechTests",
      dependencies: ["DistillSpeech", "Distill", "DistillData", "DistillTensors", "CSndfile"],
      resources: [.copy("Goldens")], swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillStudiesTests",
      dependencies: ["DistillSpeechStudies", "DistillStudies", "Distill"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillCLITests",
      dependencies: ["DistillCLI", "DistillSpeechStudies", "DistillStudies", "Distill"],
      resources: [.copy("Help")], swiftSettings: swiftSettings),
    // The entry points of the fuzzers in the package Fuzz, for the tests of their inputs.
    .target(
      name: "FuzzedParsers", dependencies: ["Distill", "DistillSpeech"],
      path: "Fuzz/FuzzedParsers", swiftSettings: swiftSettings),
    .testTarget(
      name: "DistillParserTests", dependencies: ["FuzzedParsers"],
      resources: [.copy("Corpora"), .copy("Folders")], swiftSettings: swiftSettings),
  ],
  cxxLanguageStandard: .cxx17
)
