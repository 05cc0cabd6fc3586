import DistillData
import DistillNetworks
import Foundation
import Testing

@Suite("Memory before training")
struct MemoryTests {
  /// A system's files in a folder of the test.
  private func withSystem(_ files: [String: String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (name, text) in files {
        let path = URL(fileURLWithPath: folder + name)
        try FileManager.default.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path)
      }
      try body(folder)
    }
  }

  private static let machine = "MemTotal: 9000 kB\nMemAvailable:   4000 kB\nSwapFree: 1000 kB\n"

  @Test("The least of machine, limits and control groups is available")
  func available() throws {
    try withSystem(["/proc/meminfo": Self.machine]) {
      #expect(AvailableMemory.bytes(root: $0) == 5000 * 1024)
    }
    let limits = """
      Limit                     Soft Limit           Hard Limit           Units
      Max data size             unlimited            unlimited            bytes
      Max address space         3000000              unlimited            bytes
      """
    try withSystem([
      "/proc/meminfo": Self.machine, "/proc/self/limits": limits,
      "/proc/self/status": "Name:\tdistill\nVmSize:\t    1000 kB\n",
    ]) { #expect(AvailableMemory.bytes(root: $0) == 3_000_000 - 1000 * 1024) }
    // A limit of the group above binds too; pages of files do not count.
    try withSystem([
      "/proc/meminfo": Self.machine, "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/memory.max": "max\n", "/sys/fs/cgroup/a/memory.max": "2000000\n",
      "/sys/fs/cgroup/a/memory.current": "1500000\n",
      "/sys/fs/cgroup/a/memory.stat": "anon 1\ninactive_file 400000\n",
    ]) { #expect(AvailableMemory.bytes(root: $0) == 900_000) }
    try withSystem([
      "/proc/meminfo": Self.machine, "/proc/self/cgroup": "4:cpu,memory:/c\n1:name=x:/y\n",
      "/sys/fs/cgroup/memory/c/memory.limit_in_bytes": "100000\n",
      "/sys/fs/cgroup/memory/c/memory.usage_in_bytes": "150000\n",
    ]) { #expect(AvailableMemory.bytes(root: $0) == 0) }
    #expect(AvailableMemory.bytes() > 1 << 20)
  }

  @Test("Training that needs more memory than there is, is refused with both numbers")
  func refused() throws {
    var recipe = Recipe(
      epochs: 1, batchSize: 100, learningRate: 0.1, seed: 1,
      optimizer: Optimizer(.sgd(momentum: 0, nesterov: false)))
    func needed(workers: Int = 1) -> Int {
      TrainingPlan(architecture: .mlp([9, 5, 2]), recipe: recipe)
        .trainingMemory(examples: 30, workers: workers)
    }
    // 62 parameters and their gradients, and 16 numbers for each of 30 examples.
    #expect(needed() == 4 * (62 * 2 + 16 * 30))
    #expect(needed(workers: 3) == 3 * needed())
    let plain = needed()
    recipe.optimizer.rule = .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    #expect(needed() == plain + 4 * 62 * 2)
    recipe.patience = 2
    #expect(needed() == plain + 4 * 62 * 3)
    let file = TrainingPlan(architecture: .mlp([9, 5, 2]), recipe: recipe)
    let bytes = needed()
    try file.checkMemory(examples: 30, available: bytes)
    let error = #expect(throws: NetworkError.self) {
      try file.checkMemory(examples: 30, available: bytes - 1)
    }
    #expect(
      error?.description.hasPrefix(
        "Training needs at least \(bytes) bytes of memory and \(bytes - 1) are available; ") == true
    )
  }
}
