import DistillSpeech
import Foundation

/// A shell script that behaves as espeak-ng does, as far as the tests read, and writes the same tone
/// whatever it is given to read.
struct FakeEspeak {
  let folder: TemporaryFolder
  /// Folders in which programs are looked for, this one first.
  let searchPath: String

  /// A program that runs the shell commands `speaking` where it is to speak; `$wave` is the file.
  init(speaking: String = "cp \"$folder/tone.wav\" \"$wave\"") throws {
    folder = try TemporaryFolder()
    searchPath = "\(folder.path)/bin:/usr/bin:/bin"
    let files = FileManager.default
    for name in ["bin", "data/lang/gmw"] {
      try files.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    for name in ["phondata", "phonindex", "phontab", "intonations", "en_dict", "lang/gmw/en"] {
      _ = try folder.file("data/\(name)", "nothing")
    }
    try Noise.tone(440, amplitude: 9000, rate: 22_050, count: 22_050)
      .write(to: "\(folder.path)/tone.wav")
    let program = try folder.file(
      "bin/espeak-ng",
      """
      #!/bin/sh
      folder='\(folder.path)'
      while [ $# -gt 0 ]; do
        case "$1" in
          --version) echo "eSpeak NG text-to-speech: 0.1-fake  Data at: $folder/data"; exit 0 ;;
          --help) exit 0 ;;
          --path=*) path="${1#--path=}" ;;
          --voices=variant)
            for file in "$path/espeak-ng-data/voices/!v"/*; do
              name="${file##*/}"; echo " 5  variant  --/F  $name  !v/$name"
            done
            exit 0 ;;
          -w) shift; wave="$1" ;;
        esac
        shift
      done
      \(speaking)

      """)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
  }
}
