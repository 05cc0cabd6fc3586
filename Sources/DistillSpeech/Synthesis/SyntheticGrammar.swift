package import DistillTensors

/// A grammar of spoken input to machines: spelled names, numbers, dates, times and commands.
///
/// Of the kind of CMU's AN4: letters and digits, which are easily confused, and a language model that
/// helps little, so that errors are the acoustic model's. 157 words, all in ``SyntheticLexicon``.
package enum SyntheticGrammar {
  /// A sentence drawn by `random`.
  package static func sentence(using random: inout RandomStream) -> SyntheticSentence {
    let tokens =
      switch random.integer(below: 20) {
      case 0..<5: spelling(&random)
      case 5..<9: digits(&random)
      case 9: number(upTo: 10_000, &random)
      case 10..<13: date(&random)
      case 13..<15: time(&random)
      case 15: control(&random)
      default: command(&random)
      }
    return SyntheticSentence(tokens)
  }

  private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map { "\($0)." }
  private static let ones = [
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN",
    "TWELVE", "THIRTEEN", "FOURTEEN", "FIFTEEN", "SIXTEEN", "SEVENTEEN", "EIGHTEEN", "NINETEEN",
  ]
  private static let tens = [
    "TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY",
  ]
  private static let ordinals = [
    "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH",
    "ELEVENTH", "TWELFTH",
  ]
  private static let months = [
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
    "OCTOBER", "NOVEMBER", "DECEMBER",
  ]
  private static let days = [
    "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
  ]
  private static let places = ["KITCHEN", "BEDROOM", "GARDEN", "OFFICE"]
  private static let controls = [
    "YES", "NO", "HELP", "STOP", "START", "GO", "REPEAT", "CANCEL", "LEFT", "RIGHT",
  ]
  /// `|` separates the choices of a word; names in lower case are expanded by ``expanded(_:_:)``.
  private static let commands = [
    "TURN ON|OFF THE LIGHT|LAMP|RADIO|HEATING IN THE place",
    "TURN THE MUSIC|RADIO UP|DOWN politely",
    "OPEN|CLOSE THE DOOR|WINDOW OF THE place politely",
    "OPEN|CLOSE THE RED|GREEN|BLUE BOX politely",
    "SET A TIMER FOR number MINUTES|HOURS", "SET THE ALARM FOR|TO time", "CANCEL THE ALARM AT time",
    "SET THE VOLUME TO number", "SET THE LAMP IN THE place TO RED|GREEN|BLUE",
    "CALL NUMBER digits", "SEND A MESSAGE TO letters", "SHOW THE MESSAGE OF date",
    "MOVE LEFT|RIGHT|UP|DOWN number politely", "PLAY MUSIC IN THE place politely",
    "PLAY NUMBER number", "SHOW THE NAME OF NUMBER number", "THE CODE IS letters",
    "SHOW THE STREET WITH THE RED|GREEN|BLUE DOOR", "MOVE THE TOY TO THE place politely",
    "STOP|START VISION AND MUSIC IN THE place",
  ].map { $0.split(separator: " ").map { $0.split(separator: "|").map(String.init) } }

  private static func one(of words: [String], _ random: inout RandomStream) -> String {
    words[random.integer(below: words.count)]
  }

  private static func letters(_ random: inout RandomStream) -> [String] {
    (0..<3 + random.integer(below: 6)).map { _ in one(of: alphabet, &random) }
  }

  private static func spelling(_ random: inout RandomStream) -> [String] {
    let before = [[], [], [], ["ENTER"], ["ERASE"], ["SPELL"], ["RUBOUT"], ["THE", "NAME", "IS"]]
    let after = random.integer(below: 5) == 0 ? number(upTo: 100, &random) : []
    return before[random.integer(below: before.count)] + letters(&random) + after
  }

  private static func digits(_ random: inout RandomStream) -> [String] {
    (0..<3 + random.integer(below: 5)).map { _ in ones[random.integer(below: 10)] }
  }

  /// A number below `limit`, which is at most 10,000; those from 1000 on in hundreds, as years are.
  private static func number(upTo limit: Int, _ random: inout RandomStream) -> [String] {
    cardinal(random.integer(below: limit))
  }

  private static func cardinal(_ value: Int) -> [String] {
    if value < 20 { return [ones[value]] }
    if value < 100 { return [tens[value / 10 - 2]] + (value % 10 > 0 ? [ones[value % 10]] : []) }
    let hundreds = value / 100
    // “Twenty hundred” for 2000 is common, and needs no word of its own.
    let rest = value % 100
    return cardinal(hundreds) + ["HUNDRED"] + (rest > 0 ? ["AND"] + cardinal(rest) : [])
  }

  private static func date(_ random: inout RandomStream) -> [String] {
    let day = 1 + random.integer(below: 30)
    let ordinal =
      switch day {
      case ...12: [ordinals[day - 1]]
      case 13..<20: [one(of: ordinals, &random)]
      case 20: ["TWENTIETH"]
      case 30: ["THIRTIETH"]
      default: ["TWENTY", ordinals[day - 21]]
      }
    let weekday = random.integer(below: 3) == 0 ? [one(of: days, &random)] : []
    let year =
      random.integer(below: 2) == 0
      ? ["NINETEEN"] + cardinal(10 + random.integer(below: 90)) : []
    return weekday + [one(of: months, &random)] + ordinal + year
  }

  private static func time(_ random: inout RandomStream) -> [String] {
    let hour = ones[1 + random.integer(below: 12)]
    switch random.integer(below: 6) {
    case 0: return ["HALF", "PAST", hour]
    case 1: return ["QUARTER", one(of: ["PAST", "TO"], &random), hour]
    case 2: return [one(of: ["NOON", "MIDNIGHT"], &random)]
    default:
      let half = one(of: ["A.", "P."], &random)
      return [hour] + cardinal(10 + random.integer(below: 50)) + [half, "M."]
    }
  }

  private static func control(_ random: inout RandomStream) -> [String] {
    (0..<1 + random.integer(below: 3)).map { _ in one(of: controls, &random) }
  }

  private static func command(_ random: inout RandomStream) -> [String] {
    commands[random.integer(below: commands.count)].flatMap { choices in
      expanded(one(of: choices, &random), &random)
    }
  }

  private static func expanded(_ word: String, _ random: inout RandomStream) -> [String] {
    switch word {
    case "place": [one(of: places, &random)]
    case "number": number(upTo: 60, &random)
    case "time": time(&random)
    case "digits": digits(&random)
    case "letters": letters(&random)
    case "date": date(&random)
    case "politely": random.integer(below: 3) == 0 ? ["PLEASE"] : []
    default: [word]
    }
  }
}
