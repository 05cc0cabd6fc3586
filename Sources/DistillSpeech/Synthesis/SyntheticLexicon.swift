/// How the words of ``SyntheticGrammar`` are spoken: General American, in the symbols of the CMU
/// dictionary.
///
/// Synthetic voices have other accents, too, which this one lexicon does not follow, as dictionaries
/// in use do not; there are variants only where a word has quite another form, such as the reduced ones
/// of A, THE and TO and the letter Z of the British.
package enum SyntheticLexicon {
  /// The phone that is silence.
  package static let silence = "SIL"

  /// Words and their phones, several pronunciations of one word after one another.
  package static let entries: [(word: String, phones: [String])] =
    [letters, numbers, dates, things, small].joined(separator: ";")
    .split(whereSeparator: { $0 == ";" || $0 == "\n" })
    .map { entry in
      let fields = entry.split(separator: " ").map(String.init)
      return (fields[0], Array(fields.dropFirst()))
    }

  /// The lexicon of all ``entries``.
  package static func lexicon() throws(LanguageError) -> Lexicon {
    try Lexicon(entries, phones: nil, silence: silence)
  }

  private static let letters = """
    A EY;A AH;B B IY;C S IY;D D IY;E IY;F EH F;G JH IY;H EY CH;I AY;J JH EY;K K EY;L EH L;M EH M
    N EH N;O OW;P P IY;Q K Y UW;R AA R;R AA;S EH S;T T IY;U Y UW;V V IY;W D AH B AH L Y UW
    W D AH B Y UW;X EH K S;Y W AY;Z Z IY;Z Z EH D
    """

  private static let numbers = """
    ZERO Z IH R OW;ZERO Z IY R OW;ONE W AH N;TWO T UW;THREE TH R IY;FOUR F AO R;FOUR F AO
    FIVE F AY V;SIX S IH K S;SEVEN S EH V AH N;EIGHT EY T;NINE N AY N;TEN T EH N
    ELEVEN IH L EH V AH N;ELEVEN AH L EH V AH N;TWELVE T W EH L V;THIRTEEN TH ER T IY N
    FOURTEEN F AO R T IY N;FIFTEEN F IH F T IY N;SIXTEEN S IH K S T IY N
    SEVENTEEN S EH V AH N T IY N;EIGHTEEN EY T IY N;NINETEEN N AY N T IY N
    TWENTY T W EH N T IY;THIRTY TH ER T IY;FORTY F AO R T IY;FIFTY F IH F T IY
    SIXTY S IH K S T IY;SEVENTY S EH V AH N T IY;EIGHTY EY T IY;NINETY N AY N T IY
    HUNDRED HH AH N D R AH D;HUNDRED HH AH N D R IH D
    """

  private static let dates = """
    FIRST F ER S T;SECOND S EH K AH N D;THIRD TH ER D;FOURTH F AO R TH;FIFTH F IH F TH
    SIXTH S IH K S TH;SEVENTH S EH V AH N TH;EIGHTH EY T TH;NINTH N AY N TH;TENTH T EH N TH
    ELEVENTH IH L EH V AH N TH;TWELFTH T W EH L F TH;TWENTIETH T W EH N T IY AH TH
    THIRTIETH TH ER T IY AH TH;JANUARY JH AE N Y UW EH R IY;FEBRUARY F EH B R UW EH R IY
    FEBRUARY F EH B Y UW EH R IY;MARCH M AA R CH;APRIL EY P R AH L;MAY M EY;JUNE JH UW N
    JULY JH UH L AY;JULY JH AH L AY;AUGUST AO G AH S T;SEPTEMBER S EH P T EH M B ER
    OCTOBER AA K T OW B ER;NOVEMBER N OW V EH M B ER;DECEMBER D IH S EH M B ER
    MONDAY M AH N D EY;TUESDAY T UW Z D EY;TUESDAY T Y UW Z D EY;WEDNESDAY W EH N Z D EY
    THURSDAY TH ER Z D EY;FRIDAY F R AY D EY;SATURDAY S AE T ER D EY;SUNDAY S AH N D EY
    HALF HH AE F;HALF HH AA F;QUARTER K W AO R T ER;PAST P AE S T;PAST P AA S T
    NOON N UW N;MIDNIGHT M IH D N AY T;MINUTES M IH N AH T S;HOURS AW ER Z
    """

  private static let things = """
    YES Y EH S;NO N OW;HELP HH EH L P;STOP S T AA P;START S T AA R T;GO G OW;REPEAT R IH P IY T
    ENTER EH N T ER;ERASE IH R EY S;ERASE IH R EY Z;RUBOUT R AH B AW T;RUBOUT R UW B AW T
    CANCEL K AE N S AH L;SPELL S P EH L;OPEN OW P AH N;CLOSE K L OW Z;TURN T ER N;SET S EH T
    CALL K AO L;SEND S EH N D;MOVE M UW V;SHOW SH OW;PLAY P L EY;PLEASE P L IY Z;LIGHT L AY T
    LAMP L AE M P;DOOR D AO R;WINDOW W IH N D OW;RADIO R EY D IY OW;MUSIC M Y UW Z IH K
    ALARM AH L AA R M;TIMER T AY M ER;VOLUME V AA L Y UW M;KITCHEN K IH CH AH N
    BEDROOM B EH D R UW M;GARDEN G AA R D AH N;OFFICE AO F AH S;OFFICE AA F IH S
    MESSAGE M EH S AH JH;MESSAGE M EH S IH JH;NAME N EY M;NUMBER N AH M B ER;STREET S T R IY T
    CODE K OW D;LEFT L EH F T;RIGHT R AY T;RED R EH D;GREEN G R IY N;BLUE B L UW;BOX B AA K S
    HEATING HH IY T IH NG;VISION V IH ZH AH N;TOY T OY
    """

  private static let small = """
    THE DH AH;THE DH IY;TO T UW;TO T AH;FOR F AO R;FOR F ER;OF AH V;OF AH;AND AE N D;AND AH N D
    AND AH N;IN IH N;AT AE T;AT AH T;ON AA N;ON AO N;OFF AO F;OFF AA F;UP AH P;DOWN D AW N
    IS IH Z;WITH W IH TH;WITH W IH DH
    """
}
