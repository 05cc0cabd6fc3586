import Distill
import Testing

@Suite("Labels of classes that a model does not have")
struct UnknownLabelTests {
  @Test("The error names the classes, and how many names are common")
  func names() throws {
    let names = (0..<4).map { "class \($0)" }
    let model = TableTeacher(classNames: names, table: TeacherFixtures.table(1, 5, 4))
    var renamed = names
    renamed[2] = "clas 2"
    let data = try TeacherFixtures.rows(5, classNames: renamed, labels: [0, 1, 3, 2, 2])
    let error = TeacherError.unknownLabels(
      names: ["clas 2"], common: 3, data: renamed, model: names)
    #expect(throws: error) { try model.labels(of: data) }
    #expect(error.description.contains("“clas 2”, which the model does not have"))
    #expect(error.description.contains("3 of the data's 4 class names"))
    #expect(try model.labels(of: data.subset([0, 1, 2])) == [0, 1, 3])
  }
}
