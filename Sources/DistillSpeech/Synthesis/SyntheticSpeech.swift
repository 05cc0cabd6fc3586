import Distill
import DistillData
import Foundation
import Synchronization

/// A corpus of synthetic speech, for experiments without recordings.
///
/// Sentences of a small grammar (spelled names, numbers, dates, times, commands) are spoken by
/// espeak-ng in voices that are drawn, of both sexes and eight accents, in rooms, through microphones and
/// behind noise. No sentence and no voice of the test part is in the training part.
///
/// Models trained on it do not transfer to human speech, nor to another synthesiser: all voices follow
/// one set of rules. It shows whether a method works, and results from it are to be called synthetic.
public enum SyntheticSpeech {
  /// Makes a corpus in the folder `path`, laid out as Kaldi's and marked as synthetic, which
  /// ``SpeechCorpus/init(contentsOf:silence:)`` reads.
  ///
  /// The folder appears when it is whole; until then it is called `.NAME-PROCESS.partial`, and it is
  /// removed where the work fails or is stopped. With the same version of espeak-ng, which
  /// `synthesis.json` records, the same options make the same corpus, on any number of threads.
  ///
  /// Cost: some 30 ms of a processor for an utterance of 2 s, half of it the program's, and 115 MB on the
  /// disk for an hour.
  ///
  /// - Parameters:
  ///   - path: The folder, which must not exist, in one that does.
  ///   - options: What it is to be like.
  ///   - searchPath: Folders in which espeak-ng is looked for, with colons between them, as in the
  ///     environment variable `PATH`.
  ///   - threads: Utterances that are generated concurrently.
  ///   - progress: Called with the share that is done, on any thread; returns whether to continue.
  /// - Returns: The record of the corpus, or `nil` where `progress` returned false.
  /// - Throws: ``SpeechError/missingProgram(name:purpose:install:)``,
  ///   ``SpeechError/programFailed(name:output:)``, and `FileError` where `path` exists or the disk is
  ///   full or not to be written.
  public static func write(
    to path: String, options: SyntheticSpeechOptions, searchPath: String, threads: Int,
    progress: @escaping @Sendable (Double) -> Bool
  ) throws -> SyntheticSpeechRecord? {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard (try? FileManager.default.attributesOfItem(atPath: path)) == nil else {
      throw FileError.occupied(
        path: path, found: "exists", remedy: "choose another name or delete it")
    }
    let parent = OpenFile.folder(of: path)
    let goal = (options.hours + options.testHours) * 3600
    let needed = Int(goal * Double(2 * SyntheticScene.sampleRate))
    let free = try OpenFile.freeBytes(in: parent)
    guard needed <= free else { throw FileError.diskFull(path: path, needed: needed, free: free) }

    let files = FileManager.default
    let scratch = files.temporaryDirectory.path + "/distill-speech-\(UUID().uuidString)"
    try OpenFile.makeFolder(scratch)
    defer { try? files.removeItem(atPath: scratch) }
    let program = try Espeak(searchPath: searchPath, scratch: scratch)

    let name = path.split(separator: "/").last.map(String.init) ?? path
    let unfinished = "\(parent)/.\(name)-\(getpid()).partial"
    // Of an earlier process of this number, which was killed.
    try? files.removeItem(atPath: unfinished)
    try OpenFile.makeFolder(unfinished)
    // Where all went well, it has another name by then.
    defer { try? files.removeItem(atPath: unfinished) }
    try OpenFile.makeFolder("\(unfinished)/wav")

    let seconds = Mutex(0.0)
    var parts: [SyntheticPart: SyntheticSpeechRecord.Part] = [:]
    for part in SyntheticPart.allCases {
      let utterances = SyntheticUtterances(
        part: part, options: options, program: program, scratch: scratch, folder: unfinished)
      do {
        parts[part] = try utterances.write(threads: threads) { more in
          progress(
            seconds.withLock { seconds in
              seconds += more
              return min(1, seconds / goal)
            })
        }
      } catch is SyntheticUtterances.Stopped {
        return nil
      }
    }
    let none = SyntheticSpeechRecord.Part(utterances: 0, speakers: 0, words: 0, hours: 0)
    let record = SyntheticSpeechRecord(
      program: "espeak-ng", programVersion: program.version, version: Version.current,
      options: options, training: parts[.training] ?? none, test: parts[.test] ?? none)
    try writeCommonFiles(record, to: unfinished)
    guard rename(unfinished, path) == 0 else {
      throw OpenFile.writeError(errno, path: path, bytes: 0)
    }
    try OpenFile.synchronize(folder: parent)
    return record
  }

  private static func writeCommonFiles(_ record: SyntheticSpeechRecord, to folder: String) throws {
    let lexicon = try SyntheticLexicon.lexicon()
    try lexicon.write(to: "\(folder)/lexicon.txt")
    try TextLines.write(lexicon.phones, to: "\(folder)/phones.txt")
    try TextLines.write(
      [
        "This is synthetic speech of \(record.program) \(record.programVersion). Call results synthetic, "
          + "and do not compare them with results on human speech."
      ], to: "\(folder)/synthetic")
    try SpeechFolder.write(record, to: "\(folder)/synthesis.json")
  }
}
