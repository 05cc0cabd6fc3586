import DistillTensors
import Foundation

/// What the record of a run says of machine and software.
package enum Machine {
  /// The processor's name, or its architecture where the system does not tell.
  package static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n")
    if let name = lines?.first(where: { $0.hasPrefix("model name") })?.split(separator: ":").last {
      return name.trimmingCharacters(in: .whitespaces)
    }
    #if arch(arm64)
      return "arm64"
    #else
      return "x86_64"
    #endif
  }
}

extension RunFolder.Record.Machine {
  /// This machine, of which `threads` threads work.
  package static func this(threads: Int) -> Self {
    Self(
      cpu: Machine.processor, threads: threads, instructionSet: Engine.instructionSet)
  }
}

extension [String: String] {
  /// The versions that a result depends on.
  static var ofThisBuild: [String: String] {
    ["distill": Version.current, "oneDNN": Engine.oneDNNVersion ?? "none"]
  }
}
