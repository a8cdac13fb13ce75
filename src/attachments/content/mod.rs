//! What a file that somebody attaches really is, and whether we take it. Pure: bytes come in, and what is kept goes out.
//!
//! A file is known by its content; its name may only agree. Each kind is read just as far as it takes to know it, every
//! number that a file gives is bounded before it is believed, and nothing is decoded. Pictures and tables come out otherwise
//! than they went in: pictures without what is not the picture, tables in UTF-8.
//!
//! This keeps out what is not what it says, what would run by itself, and what unpacks without end. It is no virus scanner.

mod flaw;
mod jpeg;
mod office;
mod pdf;
mod png;
#[cfg(test)]
mod samples;
mod table;
#[cfg(test)]
mod tests;

pub use flaw::{Flaw, KINDS};

use memchr::memmem;

crate::words! {
    /// A kind of file that we take.
    pub enum Kind {
        /// A document that looks the same everywhere.
        Pdf = "pdf",
        /// A text by Microsoft Word.
        Docx = "docx",
        /// A text by LibreOffice and others.
        Odt = "odt",
        /// A workbook by Microsoft Excel.
        Xlsx = "xlsx",
        /// A table as text.
        Csv = "csv",
        /// A picture.
        Png = "png",
        /// A photo.
        Jpeg = "jpeg",
    }
}

impl Kind {
    /// Whether whoever made it may stand in it where nobody sees it: in its properties, its comments, or what was changed. Of
    /// pictures all that is not the picture was taken out when they came.
    #[must_use]
    pub fn may_name_its_maker(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Odt | Self::Xlsx)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "Word (DOCX)",
            Self::Odt => "OpenDocument (ODT)",
            Self::Xlsx => "Excel (XLSX)",
            Self::Csv => "CSV",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// How names of such files end, the usual way first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Odt => &["odt"],
            Self::Xlsx => &["xlsx"],
            Self::Csv => &["csv"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
        }
    }
}

/// A file that we take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// What it is.
    pub kind: Kind,
    /// What is kept of it.
    pub bytes: Vec<u8>,
}

/// What virus scanners are tried with: harmless, and whoever sends it wants to know whether anybody looks.
/// In two parts, so that a scanner does not find it here.
const EICAR: [&[u8]; 2] = [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!$H+H*"];

fn is_test_virus(bytes: &[u8]) -> bool {
    let [head, tail] = EICAR;
    memmem::find_iter(bytes, head).any(|at| bytes[at + head.len()..].starts_with(tail))
}

/// The end of a name after its last dot, in lower case; nothing where there is none.
#[must_use]
pub fn ending(name: &str) -> Option<String> {
    let (stem, end) = name.rsplit_once('.')?;
    (!stem.is_empty() && !end.is_empty()).then(|| end.to_lowercase())
}

/// Looks at a file of this (cleaned) name.
///
/// # Errors
/// Why we do not take it.
pub fn look(name: &str, bytes: Vec<u8>) -> Result<Sound, Flaw> {
    if bytes.is_empty() {
        return Err(Flaw::Empty);
    }
    if is_test_virus(&bytes) {
        return Err(Flaw::TestVirus);
    }
    let kind = kind(name, &bytes)?;
    if ending(name).is_some_and(|end| !kind.endings().contains(&end.as_str())) {
        return Err(Flaw::Lies(kind));
    }
    // Readers of PDF look for its beginning in the first 1,024 bytes: what has it there is two things at once.
    if kind != Kind::Pdf && memmem::find(&bytes[..bytes.len().min(1_024)], b"%PDF-").is_some() {
        return Err(Flaw::TwoKinds);
    }
    let bytes = match kind {
        Kind::Pdf => pdf::look(&bytes).map(|()| bytes)?,
        Kind::Docx | Kind::Odt | Kind::Xlsx => office::look(kind, &bytes).map(|()| bytes)?,
        Kind::Csv => table::cleaned(bytes)?,
        Kind::Png => png::stripped(&bytes)?,
        Kind::Jpeg => jpeg::stripped(&bytes)?,
    };
    Ok(Sound { kind, bytes })
}

/// What the first bytes say. A table has none of its own: it is text, and its name says that it is a table.
fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Flaw> {
    match bytes {
        _ if bytes.starts_with(b"%PDF-") => Ok(Kind::Pdf),
        _ if bytes.starts_with(png::SIGNATURE) => Ok(Kind::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        [b'P', b'K', ..] => office::kind(name, bytes),
        _ if ending(name).as_deref() == Some("csv") => Ok(Kind::Csv),
        _ => Err(Flaw::Unknown),
    }
}
