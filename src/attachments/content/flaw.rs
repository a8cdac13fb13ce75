//! Why a file is not taken, in words for whoever sent it.

use super::Kind;

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It has no content.
    Empty,
    /// It is larger than a file may be.
    TooLarge,
    /// It is of no kind that we take.
    Unknown,
    /// It is of this kind, and its name says that it is of another.
    Lies(Kind),
    /// It is of two kinds at once.
    TwoKinds,
    /// It breaks off, or is not built as its kind is.
    Damaged(Kind),
    /// It is encrypted, so that nobody can look into it.
    Locked,
    /// It holds a program.
    Program,
    /// It holds another file.
    Inside,
    /// It is an archive of files.
    Archive,
    /// It unpacks to far more than it says or may.
    Unpacks,
    /// A picture with more points than a program can show.
    TooManyPoints,
    /// A table that is no text.
    NoText,
    /// A table in which a cell is a formula.
    Formula,
    /// What virus scanners are tried with.
    TestVirus,
}

/// The kinds that we take, as a list for people.
pub const KINDS: &str = "PDF, Word (DOCX), OpenDocument (ODT), Excel (XLSX), CSV, PNG or JPEG";

impl Flaw {
    /// A sentence that names the file and the rule, without a full stop.
    #[must_use]
    pub fn words(self, name: &str) -> String {
        let rule = match self {
            Self::Empty => "is empty. Choose a file with something in it".to_owned(),
            Self::TooLarge => "is larger than 10 MB. Make it smaller, or attach a part of it".to_owned(),
            Self::Unknown => format!("is not a kind of file that we take. It must be {KINDS}"),
            Self::Lies(kind) => format!(
                "is a {} file, and its name says otherwise. Its name must end with “.{}”",
                kind.name(),
                kind.endings()[0]
            ),
            Self::TwoKinds => "is two kinds of file in one. Save it anew as one of them".to_owned(),
            Self::Damaged(kind) => {
                format!("is damaged, or not a whole {} file. Open it, save it anew and try again", kind.name())
            }
            Self::Locked => "is locked with a password. Save it without one and try again".to_owned(),
            Self::Program => "has a program (macro or script) in it. Save it without and try again".to_owned(),
            Self::Inside => "has another file in it. Take that out, and attach it by itself".to_owned(),
            Self::Archive => format!("is an archive of files. Attach each by itself: it must be {KINDS}"),
            Self::Unpacks => "unpacks to far more than a document has. Save it anew and try again".to_owned(),
            Self::TooManyPoints => {
                "is a picture with more than 64 million points. Make it smaller and try again".to_owned()
            }
            Self::NoText => "is not a table in plain text. Save it as CSV in UTF-8 and try again".to_owned(),
            Self::Formula => {
                "has a cell that begins like a formula, with = or @. Save the values and try again".to_owned()
            }
            Self::TestVirus => "is a file for testing virus scanners. We do not take it".to_owned(),
        };
        format!("“{name}” {rule}")
    }
}
