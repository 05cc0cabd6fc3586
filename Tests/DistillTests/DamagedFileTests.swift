import Distill
import Foundation
import Testing

/// Small files of each kind, damaged in tens of thousands of ways. A damaged file is refused, or what is
/// read from it is unchanged to the bit.
@Suite("Damaged files")
struct DamagedFileTests {
  /// A kind of file: how one is written, and how one is read and what was read written again.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let write: @Sendable (_ path: String) throws -> Void
    let copy: @Sendable (_ path: String, _ other: String) throws -> Void
  }

  private static let names = ["a", "b, \"c\"", "größer"]
  private static let optimizer = Optimizer(.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))

  /// A state with everything that a checkpoint can hold: moments, sums of an epoch under way, and the
  /// best network so far.
  private static func state() throws -> TrainingState {
    let data = try Dataset(
      features: (0..<32).map { Float($0 % 7) / 7 }, shape: [4],
      labels: [0, 1, 2, 0, 1, 2, 0, 1], classNames: names)
    var recipe = Recipe(epochs: 3, batchSize: 2, learningRate: 0.1, seed: 1, threads: 1)
    recipe.optimizer = optimizer
    recipe.patience = 3
    var state = TrainingState(Network(.mlp([4, 4, 3], dropout: 0.25), seed: 9), using: recipe)
    try state.run(
      on: data, targets: nil, objective: .labelsOnly, validation: data, using: recipe,
      on: TeacherFixtures.engine
    ) { progress, _ in progress.step == 7 ? .stop : .proceed }
    return state
  }

  private static let kinds = [
    Kind(
      testDescription: "a model", write: { try state().network.write(to: $0) },
      copy: { try Network(contentsOf: $0).write(to: $1) }),
    Kind(
      testDescription: "a checkpoint", write: { try state().write(to: $0) },
      copy: { try TrainingState(contentsOf: $0, optimizer: optimizer).write(to: $1) }),
    Kind(
      testDescription: "a store of soft targets",
      write: { path in
        let teacher = TableTeacher(classNames: names, table: TeacherFixtures.table(2, 6, 3))
        try SoftTargetStore(
          labelling: TeacherFixtures.rows(6, classNames: names), by: teacher,
          on: TeacherFixtures.engine
        ).write(to: path)
      }, copy: { try SoftTargetStore(contentsOf: $0).write(to: $1) }),
  ]

  /// Writes a file of `kind` and calls `body` with a function that checks one damaged version of it: it
  /// is refused with a sentence, or read as the original. The function returns whether it was read.
  private func withFile(
    _ kind: Kind, _ body: (_ bytes: [UInt8], _ isRead: ([UInt8]) throws -> Bool) throws -> Void
  ) throws {
    try TeacherFixtures.withFolder { folder in
      let (path, other) = ("\(folder)/damaged.safetensors", "\(folder)/copy.safetensors")
      try kind.write(path)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      // In place, which is faster than a new file for each by orders of magnitude.
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      defer { try? handle.close() }
      var (present, previous) = (bytes, bytes.count)
      try body(bytes) { damaged in
        for place in damaged.indices
        where place >= present.count || damaged[place] != present[place] {
          try handle.seek(toOffset: UInt64(place))
          try handle.write(contentsOf: Data([damaged[place]]))
        }
        if damaged.count != previous { try handle.truncate(atOffset: UInt64(damaged.count)) }
        (present, previous) = (damaged, damaged.count)
        do {
          try kind.copy(path, other)
        } catch {
          #expect("\(error)".contains(path), "\(error)")
          return false
        }
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: other))) == bytes)
        // Without a checksum, there is a notice.
        if damaged != bytes { #expect(Safetensors.notices(at: path).count == 1) }
        return true
      }
    }
  }

  @Test("Every bit flipped", arguments: kinds)
  func bits(kind: Kind) throws {
    try withFile(kind) { bytes, isRead in
      let isWhole = try isRead(bytes)
      #expect(isWhole)
      var read = 0
      for bit in 0..<8 * bytes.count {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << (bit % 8)
        if try isRead(damaged) { read += 1 }
      }
      // Only another name of the checksum itself goes unnoticed.
      #expect(read > 0 && read < 8 * Safetensors.checksumKey.utf8.count)
    }
  }

  @Test("Bytes replaced, removed, inserted, cut off and exchanged", arguments: kinds)
  func bytes(kind: Kind) throws {
    try withFile(kind) { bytes, isRead in
      var stream = RandomStream(seed: 5, purpose: .sampling)
      func random(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
      for _ in 0..<1500 {
        var damaged = bytes
        switch random(5) {
        case 0:
          for _ in 0...random(4) { damaged[random(damaged.count)] = UInt8(random(256)) }
        case 1: damaged.remove(at: random(damaged.count))
        case 2: damaged.insert(UInt8(random(256)), at: random(damaged.count))
        case 3: damaged.removeLast(1 + random(damaged.count - 1))
        default:
          // Blocks of the data, such as rows of a matrix.
          let (from, to) = (bytes.count - 4 * (1 + random(20)), bytes.count - 4 * (1 + random(20)))
          for place in 0..<4 { damaged.swapAt(from + place, to + place) }
        }
        guard damaged != bytes else { continue }
        let read = try isRead(damaged)
        #expect(!read)
      }
    }
  }

  /// Texts of the header that are exchanged without a change of length.
  @Test(
    "Tensors, offsets, classes and architecture exchanged in the header",
    arguments: [
      ("layers.0.", "layers.2."), ("größer", "grösser"), ("0.25", "0.75"),
      ("[\\\"a\\\"", "[\\\"z\\\""),
      ("\"F32\"", "\"I32\""), ("relu", "    "),
    ])
  func header(text: String, other: String) throws {
    try withFile(Self.kinds[0]) { bytes, isRead in
      let whole = String(decoding: bytes, as: UTF8.self)
      #expect(whole.contains(text))
      let start = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      let header = String(decoding: bytes[8..<start], as: UTF8.self)
      let changed =
        header.replacing(text, with: "\u{1}").replacing(other, with: text)
        .replacing("\u{1}", with: other)
      let read = try isRead(Array(bytes[..<8]) + Array(changed.utf8) + bytes[start...])
      #expect(!read)
    }
  }

  @Test("A file without a checksum is read, and a notice names it")
  func withoutChecksum() throws {
    try TeacherFixtures.withFolder { folder in
      let network = try Self.state().network
      let path = "\(folder)/model.safetensors"
      try network.write(to: path)
      #expect(Safetensors.notices(at: path).isEmpty && Safetensors.notices(at: folder).isEmpty)
      let file = try Safetensors(path: path)
      #expect(file.hasChecksum)
      try Safetensors.write(
        file.names.map {
          try .init($0, shape: file.shape(of: $0), .float32(file.floats(named: $0)))
        },
        metadata: file.metadata, checksum: false, to: path)
      #expect(try Network(contentsOf: path).digest == network.digest)
      let notice = Notice("\(path) has no checksum; a damaged file would not be detected.")
      #expect(Safetensors.notices(at: path) == [notice])
      #expect(Safetensors.notices(at: folder) == [notice])
      try FileManager.default.createDirectory(
        atPath: "\(folder)/run", withIntermediateDirectories: true)
      for member in 1...4 {
        let own = "\(folder)/run/member-\(member)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: "\(own)/model.safetensors")
      }
      let many = Safetensors.notices(at: "\(folder)/run")
      #expect(
        many.count == 1 && many[0].description.hasPrefix("4 files in \(folder)/run, such as "))
      #expect(Safetensors.notices(at: "\(folder)/none").isEmpty)
    }
  }

  @Test("A panel's classes and corrections are checked")
  func panel() throws {
    try TeacherFixtures.withFolder { folder in
      let path = "\(folder)/p"
      let data = SyntheticDigits(seed: 8).dataset(count: 120)
      let recipe = Recipe(epochs: 1, batchSize: 30, learningRate: 0.1, seed: 2, threads: 1)
      let generalist = try Network(.mlp([784, 10]), seed: 1).trained(on: data, using: recipe)
      let job = PanelJob(
        TrainingPlan(architecture: .mlp([784, 10]), recipe: recipe), generalist: generalist,
        clusters: ClassClusters([[3, 5, 8]]), kind: .dustbin, ownClassShare: 0.5, repetitions: 1,
        temperature: nil, on: data, commandLine: ["test"])
      #expect(try job.run(in: path) { _, _ in .proceed })
      func panel() throws -> Panel {
        try Panel(
          contentsOf: path, topK: 1, divergence: .forward, allowingMissing: false)
      }
      _ = try panel()
      let file = URL(fileURLWithPath: "\(path)/panel.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      for (part, other) in [("\"5\"", "\"6\""), ("\"correction\" : ", "\"correction\" : 1")] {
        #expect(text.contains(part), "\(text)")
        try Data(text.replacing(part, with: other).utf8).write(to: file)
        let error = #expect(throws: FileError.self) { try panel() }
        #expect(error?.description.contains("panel.json, its checksum") == true)
      }
      // A panel of an older version.
      let lines = text.split(separator: "\n").filter { !$0.contains("\"sha256\"") }
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
      _ = try panel()
    }
  }
}
