import Foundation

/// The memory that this process can still allocate, as far as the system reports it.
///
/// Memory that is not there ends a Swift program with a trap, or the kernel ends it: neither can be
/// caught, so large needs are compared with this first.
package enum AvailableMemory {
  /// The least of what is free in the machine, swap included, under this process's limits on address space
  /// and data (`ulimit -v`, `ulimit -d`), and in its control groups (containers).
  ///
  /// An estimate: other processes allocate too. On systems without `/proc`, the machine's memory.
  ///
  /// - Parameter root: Where the system's files lie; another folder in tests.
  package static func bytes(root: String = "") -> Int {
    let found = [machine(root), limits(root), controlGroups(root)].compactMap { $0 }
    return max(0, found.min() ?? Int(clamping: ProcessInfo.processInfo.physicalMemory))
  }

  private static func lines(_ path: String) -> [Substring] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// The first whole number after `name` in a line that begins with it.
  private static func number(_ name: String, in lines: [Substring]) -> Int? {
    lines.first { $0.hasPrefix(name) }?.dropFirst(name.count)
      .split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" }).first.flatMap { Int($0) }
  }

  private static func machine(_ root: String) -> Int? {
    let lines = lines("\(root)/proc/meminfo")
    return number("MemAvailable", in: lines).map {
      1024 * ($0 + (number("SwapFree", in: lines) ?? 0))
    }
  }

  private static func limits(_ root: String) -> Int? {
    let limits = lines("\(root)/proc/self/limits")
    let status = lines("\(root)/proc/self/status")
    return [("Max address space", "VmSize"), ("Max data size", "VmData")].compactMap {
      limit, used -> Int? in
      // “unlimited” is no number.
      number(limit, in: limits).map { $0 - 1024 * (number(used, in: status) ?? 0) }
    }.min()
  }

  /// What is left in the control groups around this process, of version 2 and 1.
  private static func controlGroups(_ root: String) -> Int? {
    var found: [Int] = []
    for line in lines("\(root)/proc/self/cgroup") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isFirst = parts[1].split(separator: ",").contains("memory")
      guard isFirst || parts[1].isEmpty else { continue }
      let base = "\(root)/sys/fs/cgroup" + (isFirst ? "/memory" : "")
      let names =
        isFirst
        ? ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        : ("memory.max", "memory.current", "inactive_file")
      // A limit binds everything below it.
      var folders = parts[2].split(separator: "/")
      while true {
        let folder = ([base] + folders.map(String.init)).joined(separator: "/")
        if let limit = number("", in: lines("\(folder)/\(names.0)")) {
          let used = number("", in: lines("\(folder)/\(names.1)")) ?? 0
          // Pages of files that the kernel drops when memory is needed.
          let cached = number(names.2, in: lines("\(folder)/memory.stat")) ?? 0
          found.append(limit - max(0, used - cached))
        }
        if folders.popLast() == nil { break }
      }
    }
    return found.min()
  }
}
