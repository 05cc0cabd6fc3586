import Distill

extension Network {
  /// The network in `path`, whose weights others begin with; `beginners` says who, such as “specialists
  /// begin”.
  static func beginning(at path: String, where beginners: String) throws -> Network {
    let model = try Model(contentsOf: path)
    Console.show(Safetensors.notices(at: path))
    guard case .network(let network) = model else {
      throw Failure(
        "\(path) holds \(model.noun), and \(beginners) with the weights of one network; choose one of "
          + "its members, or distil it into one.", code: 65)
    }
    guard !network.classNames.isEmpty else {
      throw Failure(
        "\(path) does not name its classes; choose a network that was trained.", code: 65)
    }
    return network
  }

  /// Throws unless this network, from `path`, knows the classes of `dataset`, which is called `data`.
  func requireClasses(of dataset: Dataset, _ data: String, from path: String) throws {
    guard dataset.classNames == classNames else {
      throw Failure(
        "\(path) knows the classes \(Self.list(classNames)), and \(data) has "
          + "\(Self.list(dataset.classNames)); choose the data that it was trained on.", code: 65)
    }
  }

  private static func list(_ names: [String]) -> String {
    "\(names.count) (\(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", …" : ""))"
  }
}
