import Distill

extension Network {
  /// The network in `path`, whose weights others start from; `beginners` is the start of that clause, such
  /// as “specialists start”.
  static func initialWeights(at path: String, where beginners: String) throws -> Network {
    let model = try Model(contentsOf: path)
    Console.show(Safetensors.notices(at: path))
    guard case .network(let network) = model else {
      throw Failure(
        "\(path) holds \(model.noun), and \(beginners) from the weights of one network; choose one of "
          + "its members, or distil it into one.", code: 65)
    }
    guard !network.classNames.isEmpty else {
      throw Failure(
        "\(path) has no class names; choose a trained network.", code: 65)
    }
    return network
  }

  /// Throws unless this network, from `path`, has the classes of `dataset`, which errors name `data`.
  func requireClasses(of dataset: Dataset, _ data: String, from path: String) throws {
    guard dataset.classNames == classNames else {
      throw Failure(
        "\(path) has the classes \(Self.list(classNames)), and \(data) has "
          + "\(Self.list(dataset.classNames)); choose the data that it was trained on.", code: 65)
    }
  }

  private static func list(_ names: [String]) -> String {
    "\(names.count) (\(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", …" : ""))"
  }
}
