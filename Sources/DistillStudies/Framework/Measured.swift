/// A handle for a value that a stage of a plan measures and stores as JSON.
public struct Measured<Value: Codable & Sendable>: Sendable {
  let name: String
}
