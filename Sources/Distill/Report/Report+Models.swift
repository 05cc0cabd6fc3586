public import DistillData
import DistillNetworks
import DistillTensors
import Foundation

extension Report {
  /// A report of `models` evaluated on `dataset`: table, confusion matrices, and, where there are images
  /// and at least two models, a few examples with the first model as teacher and the second as student.
  public init(
    on dataset: Dataset, _ models: KeyValuePairs<String, any Teacher>
  ) throws {
    let engine = Engine(threads: Engine.availableThreads, precision: .float32)
    var evaluations: [Evaluation] = []
    for (name, model) in models {
      evaluations.append(try Evaluation(of: model, name: name, on: dataset, with: engine))
    }
    self.init(
      title: "Distill", evaluations: evaluations,
      digits: models.count < 2
        ? []
        : try Self.digits(
          from: dataset, teacher: models[0].value, student: models[1].value, on: engine),
      classNames: models.first?.value.classNames ?? dataset.classNames)
  }

  /// The examples on which the teacher is right with the least probability, one per class, at most six:
  /// those whose soft targets differ most from the labels.
  public static func digits(
    from dataset: Dataset, teacher: any Teacher, student: any Teacher, on engine: Engine
  ) throws -> [DigitComparison] {
    guard dataset.shape.count == 2, teacher.classNames == student.classNames else { return [] }
    let sample = dataset.subset(Array(0..<min(dataset.count, 1000)))
    let labels = try teacher.labels(of: sample)
    let classes = teacher.classNames.count
    let logits = (
      teacher: try teacher.logits(for: sample, on: engine),
      student: try student.logits(for: sample, on: engine)
    )
    let probabilities = engine.softmax(
      Tensor(logits.teacher, shape: [sample.count, classes]), temperature: 1)
    var leastSure: [Int32: (position: Int, confidence: Float)] = [:]
    for position in 0..<sample.count where labels[position] >= 0 {
      let own = probabilities[position, Int(labels[position])]
      let isRight = (0..<classes).allSatisfy { probabilities[position, $0] <= own }
      if isRight, own < leastSure[labels[position]]?.confidence ?? 2 {
        leastSure[labels[position]] = (position, own)
      }
    }
    let chosen = leastSure.values.sorted {
      ($0.confidence, $0.position) < ($1.confidence, $1.position)
    }
    return chosen.prefix(6).map { $0.position }.map { position in
      func distribution(_ logits: [Float], _ temperature: Double) -> [Float] {
        engine.softmax(
          Tensor(
            Array(logits[position * classes..<(position + 1) * classes]), shape: [1, classes]),
          temperature: Float(temperature)
        ).values
      }
      return DigitComparison(
        pixels: sample.pixels(at: position), width: sample.shape[1], height: sample.shape[0],
        label: Int(labels[position]),
        views: [1, 2, 5, 20].map { temperature in
          DigitComparison.View(
            temperature: temperature, teacher: distribution(logits.teacher, temperature),
            student: distribution(logits.student, temperature))
        })
    }
  }
}

extension LearningCurve {
  /// The curve of the run in the folder `path`, from its `metrics.jsonl`; nil where there is none or it is
  /// damaged, see ``notices(ofRunIn:)``.
  public init?(name: String, ofRunIn path: String) {
    guard let epochs = try? RunFolder.metrics(in: path, as: EpochReport.self), !epochs.isEmpty
    else { return nil }
    self.init(
      name: name,
      points: epochs.map {
        Point(
          epoch: $0.epoch, step: $0.step, softLoss: $0.softLoss, hardLoss: $0.hardLoss,
          trainingErrorRate: $0.trainingErrorRate, validationErrorRate: $0.validationErrorRate)
      })
  }

  /// A notice where the run in the folder `path` has a `metrics.jsonl` that is damaged.
  public static func notices(ofRunIn path: String) -> [Notice] {
    do throws(FileError) {
      _ = try RunFolder.metrics(in: path, as: EpochReport.self)
    } catch .missing {
      return []
    } catch .unreadable where path.hasSuffix(".safetensors") {
      // A model file has no measurements beside it.
      return []
    } catch {
      return [Notice("The learning curve is left out: \(error)")]
    }
    return []
  }
}
