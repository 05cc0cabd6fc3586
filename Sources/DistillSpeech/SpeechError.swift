public import Foundation

/// What can be wrong with a corpus of speech, or with a folder made from one.
///
/// Every case carries what was expected and what was found; ``description`` is a sentence that names
/// the remedy, too. Files that break their format are `FileError`s, recordings `AudioError`s, words
/// `LanguageError`s.
public enum SpeechError: Error, Equatable, Sendable {
  /// A folder is laid out like no corpus that is known.
  case noCorpus(path: String)
  /// A corpus has no utterances to test by.
  case noTestPart(path: String)
  /// An utterance is listed, and its recording is not there.
  case missingRecording(utterance: String, path: String)
  /// An utterance is listed, and nobody says what was said in it.
  case missingTranscript(utterance: String, path: String)
  /// A transcript has no recording.
  case transcriptWithoutRecording(utterance: String, path: String)
  /// An utterance has no speaker.
  case missingSpeaker(utterance: String, path: String)
  /// A recording named by a command, as Kaldi allows.
  case recordingByCommand(utterance: String, path: String)
  /// Recordings that are cut into utterances by a list of times.
  case segments(path: String)
  /// More speakers are to be held out than there are, or as many.
  case tooFewSpeakers(found: Int, wanted: Int)
  /// A recording is shorter than a frame.
  case tooShort(utterance: String, seconds: Double, frameSeconds: Double)
  /// Fewer classes are asked for than there are states of phones.
  case tooFewClasses(found: Int, least: Int)
  /// No utterance has frames enough for its words.
  case nothingAligned(utterances: Int)
  /// A folder has not been prepared, or not been aligned; `command` does it.
  case unfinished(path: String, missing: String, command: String)
  /// A folder has no validation part.
  case nothingToChooseBy(path: String)
  /// A network does not go with the folder's frames or classes.
  case otherNetwork(what: String, expected: String, found: String)
  /// A program that must be installed is not there.
  case missingProgram(name: String, purpose: String, install: String)
  /// A program failed.
  case programFailed(name: String, said: String)
}

extension SpeechError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .noCorpus(let path):
      "\(path) is no corpus: expected a folder etc with NAME_train.fileids, NAME_train.transcription "
        + "and NAME.dic (as of SphinxTrain), or folders train and test with wav.scp, text and utt2spk "
        + "and a lexicon.txt (as of Kaldi); check the path."
    case .noTestPart(let path):
      "\(path) has no test part, and a study ends with one; add NAME_test.fileids and "
        + "NAME_test.transcription (as of SphinxTrain) or a folder test (as of Kaldi), of speakers who "
        + "are not in the training part."
    case .missingRecording(let utterance, let path):
      "The recording of utterance “\(utterance)”, \(path), is not there; fetch it or leave the "
        + "utterance out."
    case .missingTranscript(let utterance, let path):
      "Utterance “\(utterance)” has a recording and no transcript in \(path); add a line for it or "
        + "leave the utterance out."
    case .transcriptWithoutRecording(let utterance, let path):
      "Utterance “\(utterance)” has a transcript and is not listed in \(path); add its recording or "
        + "leave the utterance out."
    case .missingSpeaker(let utterance, let path):
      "Utterance “\(utterance)” has no speaker in \(path); add a line for it."
    case .recordingByCommand(let utterance, let path):
      "\(path) names a command where the recording of “\(utterance)” was expected; commands are not "
        + "run: write its output to a file and name that."
    case .segments(let path):
      "\(path) cuts recordings into utterances, which is not done here; cut them into a file for each "
        + "utterance."
    case .tooFewSpeakers(let found, let wanted):
      "\(wanted) speakers are to be held out where there are \(found) in all; hold out fewer."
    case .tooShort(let utterance, let seconds, let frameSeconds):
      "Utterance “\(utterance)” lasts \(seconds) s where a frame takes \(frameSeconds) s; leave it out."
    case .tooFewClasses(let found, let least):
      "\(found) classes are asked for where phones alone have \(least); ask for more, or leave "
        + "--classes out."
    case .nothingAligned(let utterances):
      "None of the \(utterances) utterances has frames enough for the states of its words; check that "
        + "recordings and transcripts belong together."
    case .unfinished(let path, let missing, let command):
      "\(path) has no \(missing); make it with “\(command)”."
    case .nothingToChooseBy(let path):
      "\(path) has no validation part to choose the acoustic scale and the word penalty by; prepare it "
        + "with --hold-out, or give --acoustic-scale and --word-penalty."
    case .otherNetwork(let what, let expected, let found):
      "The network does not go with the speech: \(what): expected \(expected), found \(found); give "
        + "the folder that the network was trained on."
    case .missingProgram(let name, let purpose, let install):
      "The program \(name), which \(purpose), is not installed; install it with \(install)."
    case .programFailed(let name, let said):
      "The program \(name) failed: \(said); run it by hand to see why."
    }
  }

  /// The same sentence, where Foundation asks for it.
  public var errorDescription: String? { description }
}
