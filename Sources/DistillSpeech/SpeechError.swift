import DistillData
public import Foundation

/// What can be wrong with a corpus of speech, or with a folder prepared from one.
///
/// Every case carries what was expected and what was found; ``description`` is a sentence that names
/// the remedy, too. Files that break their format are `FileError`s, recordings `AudioError`s, words
/// `LanguageError`s.
public enum SpeechError: Error, Equatable, Sendable {
  /// A folder has the layout of no supported corpus.
  case noCorpus(path: String)
  /// A corpus has no test utterances.
  case noTestPart(path: String)
  /// An utterance is listed, and its recording does not exist.
  case missingRecording(utterance: String, path: String)
  /// An utterance is listed, and has no transcript.
  case missingTranscript(utterance: String, path: String)
  /// A transcript has no recording.
  case transcriptWithoutRecording(utterance: String, path: String)
  /// One transcript of `path` belongs to more than one of the `recordings`.
  case sharedTranscript(utterance: String, path: String, recordings: [String])
  /// An utterance has no speaker.
  case missingSpeaker(utterance: String, path: String)
  /// A recording of SphinxTrain's layout is in no speaker's folder.
  case noSpeakerFolder(recording: String, path: String)
  /// A command in the place of a recording, as Kaldi allows.
  case recordingByCommand(utterance: String, path: String)
  /// Recordings that are divided into utterances by a list of times.
  case segments(path: String)
  /// As many speakers are to be held out as there are, or more.
  case tooFewSpeakers(found: Int, wanted: Int)
  /// A recording is shorter than a frame.
  case tooShort(utterance: String, path: String, seconds: Double, frameSeconds: Double)
  /// No training recording has sound.
  case noSound(recordings: Int)
  /// Fewer classes are requested than there are states of phones.
  case tooFewClasses(found: Int, least: Int)
  /// No utterance has frames enough for its words.
  case nothingAligned(utterances: Int, path: String? = nil)
  /// A folder has not been prepared, or not been aligned; `command` does that.
  case unfinished(path: String, missing: String, command: String)
  /// A folder has no validation part.
  case nothingToChooseBy(path: String)
  /// A network does not match the frames or classes of the folder `speech`.
  case otherNetwork(what: String, expected: String, found: String, speech: String)
  /// A program that is needed is not installed.
  case missingProgram(name: String, purpose: String, install: String)
  /// A program failed with this output.
  case programFailed(name: String, output: String)
}

extension SpeechError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noCorpus(let path):
      "\(path) is no corpus: expected a folder etc with NAME_train.fileids, NAME_train.transcription "
        + "and NAME.dic (SphinxTrain), or folders train and test with wav.scp, text and utt2spk "
        + "and a lexicon.txt (Kaldi); check the path."
    case .noTestPart(let path):
      "\(path) has no test part, which the study needs; add NAME_test.fileids and "
        + "NAME_test.transcription (SphinxTrain) or a folder test (Kaldi), with speakers who "
        + "are not in the training part."
    case .missingRecording(let utterance, let path):
      "The recording of utterance \(FileError.quoted(utterance)), \(path), does not exist; fetch it or "
        + "leave the utterance out."
    case .missingTranscript(let utterance, let path):
      "Utterance \(FileError.quoted(utterance)) has a recording and no transcript in \(path); add a line "
        + "for it or leave the utterance out."
    case .transcriptWithoutRecording(let utterance, let path):
      "Utterance \(FileError.quoted(utterance)) has a transcript and is not listed in \(path); add its "
        + "recording or leave the utterance out."
    case .sharedTranscript(let utterance, let path, let recordings):
      "Transcript \(FileError.quoted(utterance)) of \(path) is one transcript for \(recordings.count) "
        + "recordings (\(LanguageError.list(recordings))); end each line in the path of its recording, "
        + "such as (\(recordings.first ?? ""))."
    case .missingSpeaker(let utterance, let path):
      "Utterance \(FileError.quoted(utterance)) has no speaker in \(path); add a line for it."
    case .noSpeakerFolder(let recording, let path):
      "\(path) lists \(FileError.quoted(recording)), which is in no speaker's folder; put each speaker's "
        + "recordings into a folder of wav and list them as SPEAKER/NAME."
    case .recordingByCommand(let utterance, let path):
      "\(path) has a command where the recording of \(FileError.quoted(utterance)) was expected; commands "
        + "are not run: write its output to a file and name that."
    case .segments(let path):
      "\(path) divides recordings into utterances, which is not supported; cut them into a file for each "
        + "utterance."
    case .tooFewSpeakers(let found, let wanted):
      "\(wanted) speakers are to be held out where there are \(found) in all; hold out fewer."
    case .tooShort(let utterance, let path, let seconds, let frameSeconds):
      "Utterance \(FileError.quoted(utterance)), \(path), lasts \(seconds) s where a frame takes "
        + "\(frameSeconds) s; leave it out."
    case .noSound(let recordings):
      "None of the \(recordings) training recordings with words has sound; check the recordings."
    case .tooFewClasses(let found, let least):
      "\(found) classes were requested where the states of phones alone are \(least); request more, or "
        + "leave --classes out."
    case .nothingAligned(let utterances, let path):
      "None of the \(utterances) training utterances\(path.map { " of \($0)" } ?? "") has frames enough for "
        + "the states of its words; check that recordings and transcripts belong together."
    case .unfinished(let path, let missing, let command):
      "\(path) has no \(missing); create it with “\(command)”."
    case .nothingToChooseBy(let path):
      "\(path) has no validation part to choose the acoustic scale and the word penalty on; prepare it "
        + "with --hold-out, or give --acoustic-scale and --word-penalty."
    case .otherNetwork(let what, let expected, let found, let speech):
      "The network does not match the speech in \(speech): \(what): expected \(expected), found \(found); "
        + "give the folder that the network was trained on."
    case .missingProgram(let name, let purpose, let install):
      "The program \(name), which \(purpose), is not installed; install it with \(install)."
    case .programFailed(let name, let output):
      "The program \(name) failed: \(output); run it by hand to find the reason."
    }
  }

  /// The same sentence, where Foundation requires it.
  public var errorDescription: String? { description }
}

extension SpeechError: InputFault {
  package var isInInput: Bool {
    switch self {
    case .missingProgram, .programFailed: false
    default: true
    }
  }
}
