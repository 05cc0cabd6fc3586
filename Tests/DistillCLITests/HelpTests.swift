import Foundation
import Testing

/// Every word that `--help` says.
@Suite("Help")
struct HelpTests {
  @Test("The version")
  func version() throws {
    let result = try Command.run("--version", in: ".")
    #expect(result.output == "0.1.0\n")
    #expect(result.code == 0 && result.errors == "")
  }

  @Test("Help for the command and each subcommand", arguments: texts)
  func help(subcommand: String, text: String) throws {
    let arguments =
      subcommand.isEmpty
      ? ["--help"] : subcommand.split(separator: " ").map(String.init) + ["--help"]
    let result = try Command(arguments, in: ".").result()
    #expect(result.output == text + "\n")
    #expect(result.code == 0 && result.errors == "")
  }

  @Test("A command alone shows the help")
  func alone() throws {
    let result = try Command([], in: ".").result()
    #expect(result.output == Self.texts[0].1 + "\n")
  }

  private static let texts: [(String, String)] = [
    (
      "",
      """
      OVERVIEW: Make a small network generalise like a large one.

      USAGE: distill <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        demo                    The whole story on digits it draws itself, in about a
                                minute.
        fetch                   Download a public data set, and verify it.
        draw                    Draw synthetic digits or glyphs into a data folder.
        train                   Train a network, or an ensemble, on labels.
        soften                  Label examples with a teacher, once for every
                                temperature.
        teach                   Train a student on soft targets.
        specialize              Train specialists for classes that a network confuses.
        correct                 Correct the biases of classes a student did not see.
        evaluate                Count errors, and write a report.
        sweep                   Choose temperature and hard weight on validation
                                examples.
        speech                  Make speech ready to train on; decode and score it.
        transcribe              Print the words of recordings, with times.
        study                   The paper's experiments, with seeds and intervals.
        bench                   Measure this machine: epochs and steps of training.

        See 'distill help <subcommand>' for detailed help.
      """
    ),
    (
      "demo",
      """
      OVERVIEW: The whole story on digits it draws itself, in about a minute.

      Trains a teacher of several networks, labels digits with it, teaches a network
      of 784-30-10 from those soft targets, and trains the same network on labels
      alone. FOLDER holds a run folder for each stage and report.html. A demo that
      was stopped goes on where it was.

      USAGE: distill demo [<folder>] [--quick] [--seed <seed>] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <folder>                The folder to write. (default: distill-demo)

      OPTIONS:
        --quick                 Less of everything: some seconds, for a look at what
                                happens.
        --seed <seed>           The seed of every draw. (default: 1)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "fetch",
      """
      OVERVIEW: Download a public data set, and verify it.

      A download that broke off goes on where it stopped when the command is given
      again.

      USAGE: distill fetch <name> <folder> [--mirror <mirror>] [--quiet]

      ARGUMENTS:
        <name>                  What to download: mnist. (values: mnist)
        <folder>                The folder to write.

      OPTIONS:
        --mirror <mirror>       Ask only this mirror: the address of a folder that
                                holds the files.
        --quiet                 Say nothing but errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "draw",
      """
      OVERVIEW: Draw synthetic digits or glyphs into a data folder.

      Images of 28 × 28 pixels drawn from strokes, for trying things out without
      data, and as a transfer set of any size. The same seed gives the same images.

      With --alphabets and --characters they are glyphs, characters of alphabets that
      nobody uses, named “Alphabet 1/character 1” and so on; those of one alphabet
      are made of the same few strokes and easily confused. --train and --test then
      count the examples of each character, not all of them.

      USAGE: distill draw <folder> --train <train> --test <test> --seed <seed> [--alphabets <alphabets>] [--characters <characters>]

      ARGUMENTS:
        <folder>                The folder to write, in MNIST's format.

      OPTIONS:
        --train <train>         Training examples; for glyphs, of each character.
        --test <test>           Test examples; for glyphs, of each character.
        --seed <seed>           The seed.
        --alphabets <alphabets> Draw glyphs of this many alphabets instead of digits.
        --characters <characters>
                                Characters of each alphabet.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "train",
      """
      OVERVIEW: Train a network, or an ensemble, on labels.

      RUN becomes a folder with run.json, metrics.jsonl and model.safetensors. A run
      that was stopped or killed goes on from its last checkpoint when the same
      command is given again, to the same bits. The members of an ensemble train side
      by side, one thread each.

      USAGE: distill train <recipe> <data> <run> [--members <members>] [--seed <seed>] [--epochs <epochs>] [--precision <precision>] [--exclude <exclude>] [--only <only>] [--labels <labels>] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <recipe>                A recipe: architecture and training, in YAML.
        <data>                  A folder of examples in IDX files.
        <run>                   The folder to write.

      OPTIONS:
        --members <members>     Train this many networks that differ in their seeds
                                alone.
        --seed <seed>           The seed, instead of the recipe's.
        --epochs <epochs>       The number of epochs, instead of the recipe's.
        --precision <precision> float32 or bfloat16, instead of the recipe's.
                                (values: float32, bfloat16)
        --exclude <exclude>     Leave out examples of these classes, separated by
                                commas.
        --only <only>           Use only examples of these classes, separated by
                                commas.
        --labels <labels>       Keep this share of the labels, from 0 to 1, and hide
                                the others. (default: 1.0)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "soften",
      """
      OVERVIEW: Label examples with a teacher, once for every temperature.

      TARGETS becomes a folder with the teacher's logits for every training example
      of DATA; labels are not looked at. For an arithmetic mean every member's logits
      are kept, unless --temperature says which one is wanted; for a geometric one,
      their mean.

      USAGE: distill soften <teacher> <data> <targets> [--mean <mean>] [--temperature <temperature>] [--precision <precision>] [--probable <probable>] [--divergence <divergence>] [--allow-missing] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <teacher>               The teacher: a folder that “distill train”, “distill
                                teach” or “distill specialize” wrote, or a
                                model.safetensors.
        <data>                  A folder of examples in IDX files.
        <targets>               The folder to write.

      OPTIONS:
        --mean <mean>           How an ensemble's members are averaged: arithmetic or
                                geometric. (values: arithmetic, geometric)
        --temperature <temperature>
                                Keep an arithmetic mean for this temperature only, in
                                less room.
        --precision <precision> float32 or bfloat16. (values: float32, bfloat16;
                                default: float32)
        --probable <probable>   Of a panel: ask the specialists for this many of the
                                generalist's most probable classes. (default: 1)
        --divergence <divergence>
                                Of a panel: the divergence of what is said, p, and
                                concluded, q, that is made small: forward, KL(p, q),
                                or reverse, KL(q, p). (values: forward, reverse;
                                default: forward)
        --allow-missing         Of a panel: go on without specialists that are
                                missing, unfinished or damaged.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "teach",
      """
      OVERVIEW: Train a student on soft targets.

      The objective is (1 − w) · T² · H(soft targets at T, student at T) + w ·
      H(label, student). Temperature and hard weight come from the options, or from
      “distillation” in the recipe. With --match logits the first term is (1 − w) ·
      1/(2N) · Σ (z − v)² over the N classes, z and v the logits of student and
      teacher less their means, and there is no temperature.

      TARGETS is what “distill soften” wrote, once for every temperature and every
      student. Where it is the teacher itself, the teacher is asked in every step:
      about images as they were shifted and distorted, at the recipe's precision, and
      without room for what it says.

      USAGE: distill teach [<options>] <recipe> <targets> <data> <run>

      ARGUMENTS:
        <recipe>                A recipe: architecture and training, in YAML.
        <targets>               A folder that “distill soften” wrote, or the teacher:
                                a run, or a model.safetensors.
        <data>                  A folder of examples: those that soft targets were
                                made from, or any for a teacher.
        <run>                   The folder to write.

      OPTIONS:
        --temperature <temperature>
                                The temperature T, a positive number.
        --hard-weight <hard-weight>
                                The weight w of the labels, from 0 to 1.
        --match <match>         What of the teacher's is matched: probabilities or
                                logits. (values: probabilities, logits)
        --label-share <label-share>
                                The share of the correct label in the soft targets,
                                from 0 to 1.
        --begin-at <begin-at>   A network of the recipe's layers that the student
                                begins at, such as the generalist of a panel that
                                teaches (default: random weights).
        --mean <mean>           Where TARGETS is an ensemble: how its members are
                                averaged, arithmetic or geometric. (values:
                                arithmetic, geometric)
        --probable <probable>   Of a panel: ask the specialists for this many of the
                                generalist's most probable classes. (default: 1)
        --divergence <divergence>
                                Of a panel: the divergence of what is said, p, and
                                concluded, q, that is made small: forward, KL(p, q),
                                or reverse, KL(q, p). (values: forward, reverse;
                                default: forward)
        --allow-missing         Of a panel: go on without specialists that are
                                missing, unfinished or damaged.
        --seed <seed>           The seed, instead of the recipe's.
        --epochs <epochs>       The number of epochs, instead of the recipe's.
        --precision <precision> float32 or bfloat16, instead of the recipe's.
                                (values: float32, bfloat16)
        --exclude <exclude>     Leave out examples of these classes, separated by
                                commas.
        --only <only>           Use only examples of these classes, separated by
                                commas.
        --labels <labels>       Keep this share of the labels, from 0 to 1, and hide
                                the others. (default: 1.0)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "specialize",
      """
      OVERVIEW: Train specialists for classes that a network confuses.

      Classes are clustered by on-line K-means on the covariance of GENERALIST's
      predictions, its columns scaled to length 1, the best of 8 beginnings; no label
      is looked at. One specialist for each cluster begins at the generalist and is
      trained on examples of its classes and, as one more class, of all others, whose
      logit is then corrected for how often its classes were shown. With --kind full
      it keeps all classes, and learns the others from the generalist's soft targets.
      “distillation” in the recipe is not looked at.

      Prints which classes are together. RUN becomes a folder that “distill evaluate”
      and “distill soften” take as a panel: the generalist, and a run folder for each
      specialist. What was stopped, killed, deleted or damaged of it is made good
      when the same command is given again; specialists that are whole stay as they
      are.

      USAGE: distill specialize [<options>] <recipe> <generalist> <data> [<run>]

      ARGUMENTS:
        <recipe>                A recipe in YAML: the generalist's layers, where
                                dropout may differ, and training.
        <generalist>            The network that knows all classes: a folder that
                                “distill train” or “distill teach” wrote, or a
                                model.safetensors.
        <data>                  A folder of examples in IDX files; its training part
                                is used.
        <run>                   The folder to write; none with --list.

      OPTIONS:
        --clusters <clusters>   Find this many clusters of classes.
        --groups <groups>       Take the clusters from this file: a JSON list of
                                lists of class names.
        --overlap <overlap>     Put every class into this many clusters, its nearest
                                (default: 1).
        --size <size>           Let every cluster take this many classes, its
                                nearest, instead.
        --rank <rank>           Look at the covariance of N classes in R random
                                directions, which takes 4·N·R bytes, and not at all
                                of it, which takes 4·N² (default: all, up to 4096
                                classes).
        --kind <kind>           What specialists say of other classes than their own:
                                dustbin or full. (values: dustbin, full; default:
                                dustbin)
        --special <special>     The share of examples of its classes that a
                                specialist is trained on. (default: 0.5)
        --rounds <rounds>       How often each of these is drawn. (default: 1)
        --temperature <temperature>
                                The temperature of the soft targets that --kind full
                                learns from.
        --list                  Print which classes would be together, and stop.
        --seed <seed>           The seed, instead of the recipe's.
        --epochs <epochs>       The number of epochs, instead of the recipe's.
        --precision <precision> float32 or bfloat16, instead of the recipe's.
                                (values: float32, bfloat16)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "correct",
      """
      OVERVIEW: Correct the biases of classes a student did not see.

      A student taught without a class predicts it too rarely. OUT becomes RUN's
      network with the biases of --classes raised or lowered until, on the training
      examples of DATA, each is predicted as often as it is expected. That is how
      often the labels have it (--prior known: labels are counted, and nothing else
      is done with them), as often as every other class (uniform), or as often as
      --teacher predicts it on the same examples (estimated: no label is looked at).

      USAGE: distill correct <run> <data> <out> --classes <classes> [--prior <prior>] [--teacher <teacher>] [--shared] [--oracle] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <run>                   The network: a folder that “distill teach” or
                                “distill train” wrote, or a model.safetensors.
        <data>                  A folder of examples in IDX files; its training part
                                is used.
        <out>                   The model file to write, OUT.safetensors.

      OPTIONS:
        --classes <classes>     The classes to correct, separated by commas.
        --prior <prior>         How often a class is expected: known, uniform or
                                estimated. (values: known, uniform, estimated;
                                default: known)
        --teacher <teacher>     The teacher for --prior estimated: a run folder or a
                                model file.
        --shared                One offset for all of --classes together.
        --oracle                Print too how many errors the test part of DATA has,
                                and how few an offset chosen on it would leave; that
                                offset is not written.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "evaluate",
      """
      OVERVIEW: Count errors, and write a report.

      Prints a table, and writes a page with the learning curves, a few digits as
      teacher (the first RUN) and student (the second) see them, and the confusion
      matrices.

      USAGE: distill evaluate <data> <runs> ... [--report <report>] [--precision <precision>] [--json] [--probable <probable>] [--divergence <divergence>] [--allow-missing] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <data>                  A folder of examples in IDX files; its test part is
                                used.
        <runs>                  Folders that “distill train”, “teach” or “specialize”
                                wrote, or model files.

      OPTIONS:
        --report <report>       The page to write (default: report.html in the last
                                RUN).
        --precision <precision> float32 or bfloat16 (default: what each RUN was
                                trained in). (values: float32, bfloat16)
        --json                  Print JSON instead of the table.
        --probable <probable>   Of a panel: ask the specialists for this many of the
                                generalist's most probable classes. (default: 1)
        --divergence <divergence>
                                Of a panel: the divergence of what is said, p, and
                                concluded, q, that is made small: forward, KL(p, q),
                                or reverse, KL(q, p). (values: forward, reverse;
                                default: forward)
        --allow-missing         Of a panel: go on without specialists that are
                                missing, unfinished or damaged.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "sweep",
      """
      OVERVIEW: Choose temperature and hard weight on validation examples.

      Sets labelled training examples of DATA aside, once, by the recipe's seed;
      trains a student on the others for every temperature, hard weight and seed, and
      its twin on labels alone for every seed; and judges them on those set aside.
      The test part of DATA is not read. “validation” in the recipe is not looked at.

      FOLDER gets a run folder for each network, RESULTS.md, results.json and
      report.html. A sweep that was stopped or killed goes on where it was when the
      same command is given again; with further values or seeds, what is there is
      kept.

      USAGE: distill sweep [<options>] <recipe> <targets> <data> <folder>

      ARGUMENTS:
        <recipe>                The student's recipe: architecture and training, in
                                YAML.
        <targets>               A folder that “distill soften” wrote.
        <data>                  The folder of examples that the targets were made
                                from, with labels.
        <folder>                The folder to write.

      OPTIONS:
        --temperature <temperature>
                                The temperatures T, positive numbers separated by
                                commas. (default: 1,2,4,8,20)
        --hard-weight <hard-weight>
                                The weights w of the labels, from 0 to 1, separated
                                by commas. (default: 0,0.1,0.5)
        --seeds <seeds>         The number of students of each setting. (default: 3)
        --validation <validation>
                                Examples to judge by: a number, or a share of the
                                labelled ones between 0 and 1. (default: 0.2)
        --dry-run               Print the stages, the estimated time and disk space,
                                and stop.
        --json                  Print the results as JSON: results.json, the choice,
                                and the command for it.
        --seed <seed>           The seed, instead of the recipe's.
        --epochs <epochs>       The number of epochs, instead of the recipe's.
        --precision <precision> float32 or bfloat16, instead of the recipe's.
                                (values: float32, bfloat16)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech",
      """
      OVERVIEW: Make speech ready to train on; decode and score it.

      From recordings and transcripts to word error rates: prepare and align make a
      folder that “distill train”, “soften”, “teach” and “evaluate” take like any
      other, decode and score say what a trained network makes of the test part.

      USAGE: distill speech <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        synthesize              Make a corpus of synthetic speech, with espeak-ng.
        prepare                 Make frames and a language model from recordings and
                                words.
        align                   Find the state of every frame, which is its class.
        decode                  Find the words of the test part with a trained
                                network.
        score                   Count word errors of what was decoded.
        archive                 Write frames, or what a network says of them, for
                                Kaldi.

        See 'distill help speech <subcommand>' for detailed help.
      """
    ),
    (
      "speech prepare",
      """
      OVERVIEW: Make frames and a language model from recordings and words.

      CORPUS is a folder laid out as SphinxTrain's (etc/NAME_train.fileids and so on,
      such as AN4) or as Kaldi's (train/wav.scp, text, utt2spk; lexicon.txt).
      Recordings may be WAV, FLAC or whatever libsndfile reads, of any sample rate
      and width; several channels are averaged.

      USAGE: distill speech prepare [<options>] <corpus> <folder>

      ARGUMENTS:
        <corpus>                The folder of the corpus.
        <folder>                The folder to write.

      OPTIONS:
        --bins <bins>           Log-mel bins of a frame. (default: 40)
        --before <before>       Frames before the one to be classified that a network
                                sees. (default: 20)
        --after <after>         Frames after it. (default: 5)
        --normalize <normalize> What is brought to mean 0 and variance 1: speaker or
                                utterance. (values: speaker, utterance; default:
                                speaker)
        --hold-out <hold-out>   Speakers who are set aside from the training part, to
                                choose by. (default: 8)
        --order <order>         The order of the language model, from 1 to 5.
                                (default: 2)
        --dither <dither>       Standard deviation of noise that is added, in 16-bit
                                steps; 0 for none. (default: 0.0)
        --seed <seed>           What decides who is set aside, and the noise.
                                (default: 1)
        --silence <silence>     The name of the phone that is silence. (default: SIL)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech align",
      """
      OVERVIEW: Find the state of every frame, which is its class.

      From an even division, a small network that sees little context learns to tell
      the states of phones apart, the utterances are aligned by it, and so on.
      Decision trees then divide the states by their neighbours, up to --classes.
      With --model, a network that was trained on the folder aligns it anew, and the
      classes stay.

      USAGE: distill speech align <folder> [--classes <classes>] [--rounds <rounds>] [--seed <seed>] [--model <model>] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <folder>                The folder that “distill speech prepare” wrote.

      OPTIONS:
        --classes <classes>     The most classes (default: three for each phone).
        --rounds <rounds>       Rounds of training and aligning. (default: 10)
        --seed <seed>           What decides initial weights and the order of frames.
                                (default: 1)
        --model <model>         A run that was trained on the folder, to align by
                                instead.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech decode",
      """
      OVERVIEW: Find the words of the test part with a trained network.

      Writes decoding.json, test.trn (words) and test.ctm (words with times) into
      each RUN. Acoustic scale and word penalty are chosen on the folder's validation
      part, for each RUN by itself, unless both are given.

      USAGE: distill speech decode <folder> <runs> ... [--acoustic-scale <acoustic-scale>] [--word-penalty <word-penalty>] [--beam <beam>] [--word-beam <word-beam>] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <folder>                The folder that “distill speech prepare” and “align”
                                made.
        <runs>                  Folders of networks or ensembles that were trained on
                                it.

      OPTIONS:
        --acoustic-scale <acoustic-scale>
                                What acoustic scores are multiplied by (default:
                                chosen).
        --word-penalty <word-penalty>
                                What is added for every word (default: chosen).
        --beam <beam>           How far below the best a hypothesis may fall.
                                (default: 13.0)
        --word-beam <word-beam> The same at the end of a word. (default: 8.0)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech score",
      """
      OVERVIEW: Count word errors of what was decoded.

      Words are aligned by the fewest substitutions, insertions and deletions, each
      counted as one. Intervals are at 95 % over resampled speakers. Every RUN but
      the first is compared with the first, speaker by speaker.

      USAGE: distill speech score <runs> ... [--resamples <resamples>] [--seed <seed>] [--errors]

      ARGUMENTS:
        <runs>                  Folders that “distill speech decode” wrote into.

      OPTIONS:
        --resamples <resamples> How often speakers are drawn for the intervals.
                                (default: 10000)
        --seed <seed>           What decides the draws. (default: 1)
        --errors                Show every utterance with errors, word by word, and
                                the commonest confusions.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech archive",
      """
      OVERVIEW: Write frames, or what a network says of them, for Kaldi.

      Writes NAME.ark and NAME.scp with one entry for each utterance of a part,
      sorted by name. frames are the filterbanks as networks see them, normalised;
      posteriors are natural logarithms; likelihoods have the logarithms of the
      classes' frequencies taken off, as decoders want them; classes are the
      alignment, a number for each frame, −1 for none. Classes are counted as in
      FOLDER/classes.txt.

      USAGE: distill speech archive <folder> <content> <name> [--model <model>] [--part <part>] [--text] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <folder>                The folder that “distill speech prepare” wrote.
        <content>               What to write: frames, posteriors, likelihoods or
                                classes. (values: frames, posteriors, likelihoods,
                                classes)
        <name>                  The path of the files to write, without .ark and .scp.

      OPTIONS:
        --model <model>         A run that was trained on the folder, for posteriors
                                and likelihoods.
        --part <part>           The utterances: training, validation or test.
                                (values: training, validation, test; default: test)
        --text                  Write digits in place of binary numbers.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "speech synthesize",
      """
      OVERVIEW: Make a corpus of synthetic speech, with espeak-ng.

      For trying things out without recordings: spelled names, numbers, dates, times
      and commands of some 160 words, in drawn voices of eight accents, with rooms,
      microphones and noise. No sentence and no voice of the test part is in the
      training part. The same seed and the same version of espeak-ng make the same
      corpus.

      The program espeak-ng must be installed: apt install espeak-ng, or brew install
      espeak-ng. Results are synthetic, and say nothing about people's speech.

      USAGE: distill speech synthesize <folder> --hours <hours> [--test-hours <test-hours>] [--voices <voices>] [--test-voices <test-voices>] [--min-snr <min-snr>] [--max-snr <max-snr>] [--seed <seed>] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <folder>                The folder to write, laid out as Kaldi's; “distill
                                speech prepare” reads it.

      OPTIONS:
        --hours <hours>         Hours of speech to learn from; each takes 115 MB.
        --test-hours <test-hours>
                                Hours of speech to test on (default: a fifth of
                                --hours).
        --voices <voices>       Voices to learn from. (default: 120)
        --test-voices <test-voices>
                                Voices to test on (default: a third of --voices).
        --min-snr <min-snr>     The lowest ratio of speech to noise, in decibels.
                                (default: 0.0)
        --max-snr <max-snr>     The highest. (default: 20.0)
        --seed <seed>           What decides sentences, voices, rooms and noise.
                                (default: 1)
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "transcribe",
      """
      OVERVIEW: Print the words of recordings, with times.

      RUN is a network that “distill speech decode” was given: folder of speech,
      acoustic scale and word penalty are those. Prints CTM: recording, channel,
      start and length in seconds, word. All recordings of one command count as one
      speaker, over which frames are normalised.

      USAGE: distill transcribe <run> <recordings> ... [--plain] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <run>                   A run that was decoded with.
        <recordings>            Recordings: WAV, FLAC or whatever libsndfile reads.

      OPTIONS:
        --plain                 Print only words, a line for each recording.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "study",
      """
      OVERVIEW: The paper's experiments, with seeds and intervals.

      mnist is section 3 of the paper: teacher, student and the student alone,
      ensembles, temperature by width, matching logits, the weight of labels, classes
      missing from the transfer set and their correction, small and other transfer
      sets, wrong labels, learning rates, and generations. It runs on MNIST and on
      any other data folder with labels.

      specialists is section 5, and the proposals of sections 6.1 and 8: a generalist
      over many classes, specialists for those that it confuses, with a dustbin and
      with a full softmax, and the panel distilled into one network. It runs on
      Omniglot and on any other data folder with ten classes or more, such as the
      output of “distill draw --alphabets”.

      speech is sections 4 and 6: ten acoustic models distilled into one,
      temperatures and weights, soft targets on a small part of the data, and word
      error rates, also by cross-validation. It runs on a corpus in a layout that
      “distill speech prepare” reads, which it prepares in FOLDER, or on the output
      of “prepare” with --hold-out 0 and “align”: the study sets speakers aside
      itself.

      FOLDER receives a run folder for each network, RESULTS.md, results.json and
      report.html. A study that was stopped or killed continues when the same command
      is given again.

      USAGE: distill study <name> <data> <folder> [--seeds <seeds>] [--quick] [--only <only> ...] [--dry-run] [--precision <precision>] [--json] [--threads <threads>] [--quiet]

      ARGUMENTS:
        <name>                  The study: mnist, specialists or speech. (values:
                                mnist, specialists, speech)
        <data>                  A folder of examples in IDX files, with labels and a
                                test part; for speech, a corpus.
        <folder>                The folder to write.

      OPTIONS:
        --seeds <seeds>         Seeds of students: the repetitions of each experiment
                                (default: mnist 5, others 3, quick 2).
        --quick                 Fewer seeds, epochs and networks, and at most 15,000
                                training examples of mnist: some minutes, for an
                                overview.
        --only <only>           Run only this experiment; may be given several times.
        --dry-run               Print the stages, the estimated time and disk space,
                                and stop; a corpus of speech is prepared first.
        --precision <precision> float32 or bfloat16, in which networks are trained.
                                (values: float32, bfloat16; default: bfloat16)
        --json                  Print the results as JSON, as in results.json.
        --threads <threads>     Threads that compute (default: what a recipe says, or
                                one per processor).
        --quiet                 Say nothing but results and errors.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
    (
      "bench",
      """
      OVERVIEW: Measure this machine: epochs and steps of training.

      Trains on random images in memory, with the distillation objective at T = 4 and
      SGD with momentum, and prints the examples per second of whole epochs (batches,
      gradients and updates; nothing is evaluated), then the time of one step. --peak
      measures large matrix products instead, an upper limit for a step; --consensus
      measures the consensus of a panel on random examples. Speeds are comparable
      only where the instruction set, which is printed too, is the same.

      USAGE: distill bench <options>

      WITH --CONSENSUS:
        --classes <classes>     Classes of the generalist. (default: 1623)
        --specialists <specialists>
                                Specialists. (default: 61)
        --classes-per-specialist <classes-per-specialist>
                                Classes of each specialist. (default: 53)
        --active <active>       Specialists that are active for each example.
                                (default: 3)
        --examples <examples>   Examples. (default: 256)
        --divergence <divergence>
                                KL(p, q), forward, or KL(q, p), reverse. (values:
                                forward, reverse; default: forward)
        --tolerance <tolerance> What the slope at the consensus is to be at most.
                                (default: 1e-06)
        --save <save>           Write problems and results to this safetensors file.

      OPTIONS:
        --layers <layers>       Sizes from inputs to logits, separated by commas.
                                (default: 784,1200,1200,10)
        --batch <batch>         Examples per step. (default: 128)
        --precision <precision> float32 or bfloat16. (values: float32, bfloat16;
                                default: float32)
        --threads <threads>     Threads that compute (default: one per processor).
        --seconds <seconds>     Time to measure for, in seconds. (default: 3.0)
        --teacher               Evaluate a teacher of the same layers in every step,
                                with no soft targets in memory.
        --peak                  Measure large matrix products instead of training.
        --consensus             Measure the consensus of generalist and specialists
                                instead of training.
        --json                  Print one JSON line.
        --quiet                 Print nothing but results and errors; there is no
                                progress to show.
        --version               Show the version.
        -h, --help              Show help information.

      """
    ),
  ]
}
