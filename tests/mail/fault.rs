//! The ways in which a mail server can fail.

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    None,
    /// The first word is 421, 554, or none, or comes a byte a second, or is not SMTP.
    Greet421,
    Greet554,
    NoGreeting,
    DripGreeting,
    Gibberish,
    /// Closes as soon as somebody has connected.
    CloseAtOnce,
    Helo421,
    Auth535,
    Mail421,
    Mail451,
    Mail550,
    Rcpt421,
    Rcpt450,
    Rcpt550,
    /// Two lines, as some large providers answer.
    Rcpt550TwoLines,
    HangAtRcpt,
    CloseAtRcpt,
    Data451,
    Data554,
    /// Stops reading after a little of the letter.
    HangInLetter,
    /// Closes after a little of the letter.
    CloseInLetter,
    /// Says 421 in the middle of the letter, and closes.
    QuitInLetter,
    /// After the final dot:
    Dot421,
    Dot451,
    Dot552,
    Dot354,
    HangAfterDot,
    DripAfterDot,
    CloseAfterDot,
    GibberishAfterDot,
    /// Takes one letter on each connection and closes it, with or without a word.
    CloseAfterOne,
    Say421AfterOne,
    /// Answers each command after 100 ms.
    Slow,
    /// Says yes to everything twice, in one piece.
    SaysItTwice,
    /// Slips an answer in behind the one to STARTTLS.
    SlipsIn,
}
