import DistillSpeech
import DistillTensors
import Testing

@Suite("Synthetic voices")
struct SyntheticVoiceTests {
  private func voices(_ part: SyntheticPart, seed: UInt64 = 1) -> [SyntheticVoice] {
    (0..<200).map { SyntheticVoice($0, of: part, seed: seed) }
  }

  @Test("A voice is a function of seed, part and number")
  func determinism() {
    #expect(voices(.training) == voices(.training))
    let files = voices(.training).map(\.file) + voices(.test).map(\.file)
    let nameless = files.map { $0.split(separator: "\n").filter { !$0.hasPrefix("name") } }
    #expect(Set(nameless).count == 400)
    #expect(voices(.training) != voices(.training, seed: 2))
    let names = voices(.training).map(\.name)
    #expect(names == names.sorted())
    #expect(Set(names + voices(.test).map(\.name)).count == 400)
  }

  @Test("Men and women of all accents")
  func kinds() {
    let voices = voices(.training)
    #expect(Set(voices.map(\.accent)) == Set(SyntheticVoice.accents))
    #expect(SyntheticVoice.accents.count == 8)
    #expect(!SyntheticVoice.accents.contains("en-gb"))
    #expect(60...140 ~= voices.filter(\.isFemale).count)
    for voice in voices {
      #expect((voice.isFemale ? 150...240 : 70...130) ~= voice.pitch)
      #expect((voice.isFemale ? 1.04...1.2 : 0.9...1.05) ~= voice.tract)
      #expect(135...215 ~= voice.rate)
    }
  }

  @Test("Files have the format that espeak-ng reads")
  func files() throws {
    for voice in voices(.test) {
      let lines = voice.file.split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
      }
      #expect(lines[0] == ["language", "variant"])
      #expect(lines[1] == ["name", voice.name])
      let formants = lines.filter { $0[0] == "formant" }
      #expect(formants.map { $0[1] } == (0...8).map(String.init))
      for formant in formants {
        #expect(formant.count == 5)
        #expect(86...125 ~= (try #require(Int(formant[2]))))
        #expect(75...120 ~= (try #require(Int(formant[3]))))
        #expect(80...130 ~= (try #require(Int(formant[4]))))
      }
      let pitch = try #require(lines.first { $0[0] == "pitch" })
      #expect(Int(pitch[1]) == voice.pitch)
      #expect(try #require(Int(pitch[2])) > voice.pitch)
      #expect(try #require(lines.first { $0[0] == "stressLength" }).count == 9)
      #expect(lines.first { $0[0] == "breath" }?.count ?? 9 == 9)
    }
  }

  @Test("Utterances of a voice differ a little")
  func styles() {
    let voice = SyntheticVoice(0, of: .training, seed: 1)
    var random = RandomStream(seed: 1, purpose: .sampling)
    let styles = (0..<100).map { _ in SpokenStyle(of: voice, using: &random) }
    #expect(styles.allSatisfy { abs($0.rate - voice.rate) <= 12 })
    #expect(styles.allSatisfy { 40...60 ~= $0.pitch && 0...2 ~= $0.gap })
    #expect(Set(styles.map(\.rate)).count > 10)
  }
}
