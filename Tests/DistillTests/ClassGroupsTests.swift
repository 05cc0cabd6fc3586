import Distill
import Testing

@Suite("Groups of classes")
struct ClassGroupsTests {
  @Test("What stands before the first stroke is the group, in the order of the classes")
  func groups() throws {
    let groups = try #require(ClassGroups(of: ["Greek/a", "Latin/a", "Greek/b/c", "/x"]))
    #expect(groups.names == ["Greek", "Latin", ""] && groups.places == [0, 1, 0, 2])
    #expect(ClassGroups(of: ["Greek/a", "seven"]) == nil)
    #expect(ClassGroups(of: [])?.names == [])
  }
}
