//! The files of an export, read into memory with a limit.

use super::table::{Flaw, flaw, text};
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes: 64 MB, twenty times the largest of the exports that are known.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// A file in memory.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl File {
    /// As [`File::open`], but the file must be there.
    pub(super) fn required(dir: &Path, name: &str) -> Result<Self, Flaw> {
        Self::open(dir, name)?.ok_or_else(|| flaw(&dir.join(name).display().to_string(), None, "there is no such file"))
    }

    /// Reads the file unless it is too large; nothing when there is none.
    pub(super) fn open(dir: &Path, name: &str) -> Result<Option<Self>, Flaw> {
        let path = dir.join(name);
        let name = path.display().to_string();
        let unreadable = |e: std::io::Error| flaw(&name, None, format!("it cannot be read: {e}"));
        let file = match std::fs::File::open(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(unreadable)?,
        };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(flaw(&name, None, format!("the file is larger than {} MB", LARGEST / 1024 / 1024)));
        }
        Ok(Some(Self { name, bytes }))
    }
}

/// The text of the README in this folder, or else of the one in the folder above.
pub(super) fn readme(dir: &Path) -> Result<Option<String>, Flaw> {
    for folder in [dir.to_owned(), dir.join("..")] {
        if let Some(file) = File::open(&folder, "README.md")? {
            return Ok(Some(text(&file.name, &file.bytes)?.to_owned()));
        }
    }
    Ok(None)
}
