import Foundation
import Testing

/// The numbers that the programs in Scripts/goldens computed in float64.
struct Goldens<Case: Decodable>: Decodable {
  let cases: [Case]

  static func load(_ name: String) throws -> [Case] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Goldens"))
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url)).cases
  }
}
