//! Word, Excel and OpenDocument: ZIP archives of which certain entries say what they are. Nothing in them may run, be
//! encrypted or be a file by itself, and all of it is unpacked once to see that it is what it says.

use super::{Flaw, Kind, ending, is_test_virus};
use std::io::{Cursor, Read};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// The most entries, and the most that all of them may unpack to, in bytes.
const ENTRIES: u16 = 5_000;
const UNPACKED: u64 = 150 << 20;
/// The most of an entry that is read to know what the file is, in bytes.
const READ: u64 = 1 << 20;

/// The record at the end of every archive, with no words after it: more records would be another archive.
const END: usize = 22;

/// What the entries say that it is. An archive that cannot be read is a damaged document if its name says so.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Flaw> {
    let said = ending(name);
    let said = [Kind::Docx, Kind::Odt, Kind::Xlsx].into_iter().find(|kind| said.as_deref() == Some(kind.endings()[0]));
    let mut zip = open(bytes).map_err(|flaw| match flaw {
        Flaw::Damaged(_) => said.map_or(Flaw::Archive, Flaw::Damaged),
        other => other,
    })?;
    if text(&mut zip, "mimetype")? == "application/vnd.oasis.opendocument.text" {
        return Ok(Kind::Odt);
    }
    let types = text(&mut zip, "[Content_Types].xml")?;
    if types.contains("macroEnabled") {
        return Err(Flaw::Program);
    }
    let is = |part: &str| types.contains(&format!("application/vnd.openxmlformats-officedocument.{part}.main+xml"));
    if is("wordprocessingml.document") {
        Ok(Kind::Docx)
    } else if is("spreadsheetml.sheet") {
        Ok(Kind::Xlsx)
    } else {
        Err(Flaw::Archive)
    }
}

/// Looks at every entry: its name, and by unpacking it its size.
pub(super) fn look(kind: Kind, bytes: &[u8]) -> Result<(), Flaw> {
    unpacked(bytes).map_err(|flaw| if matches!(flaw, Flaw::Damaged(_)) { Flaw::Damaged(kind) } else { flaw })
}

fn unpacked(bytes: &[u8]) -> Result<(), Flaw> {
    let mut zip = open(bytes)?;
    if text(&mut zip, "META-INF/manifest.xml")?.contains("encryption-data") {
        return Err(Flaw::Locked);
    }
    let (mut left, damaged) = (UNPACKED, Flaw::Damaged(Kind::Docx));
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(flaw)?;
        refuse(&entry.name().map_err(flaw)?)?;
        let (said, is_small) = (entry.size(), entry.size() <= 1_024);
        if said > left {
            return Err(Flaw::Unpacks);
        }
        left -= said;
        let mut held = Vec::new();
        let mut most = entry.take(said + 1);
        let read = if is_small {
            most.read_to_end(&mut held).map_err(|_| damaged)? as u64
        } else {
            std::io::copy(&mut most, &mut std::io::sink()).map_err(|_| damaged)?
        };
        if read > said {
            return Err(Flaw::Unpacks);
        }
        if is_test_virus(&held) {
            return Err(Flaw::TestVirus);
        }
    }
    Ok(())
}

/// Refuses an entry by its name: programs, other files, and what would not stay in its folder.
fn refuse(name: &str) -> Result<(), Flaw> {
    let name = name.replace('\\', "/").to_lowercase();
    if name.starts_with('/') || name.contains("../") || name.contains('\0') {
        return Err(Flaw::Damaged(Kind::Docx));
    }
    let programs = ["vbaproject", "vbadata", "macrosheets/", "activex/"];
    if programs.iter().any(|part| name.contains(part)) || name.starts_with("basic/") || name.starts_with("scripts/") {
        return Err(Flaw::Program);
    }
    // A chart keeps its numbers as a workbook within; everything else in there is another file, or a program's object.
    let is_inside = name.contains("embeddings/") && !name.ends_with('/');
    if is_inside && !name.ends_with(".xlsx") || name.starts_with("package/") {
        return Err(Flaw::Inside);
    }
    Ok(())
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Flaw> {
    let damaged = Flaw::Damaged(Kind::Docx);
    let end = bytes.len().checked_sub(END).map(|at| &bytes[at..]).ok_or(damaged)?;
    if !bytes.starts_with(b"PK\x03\x04") || !end.starts_with(b"PK\x05\x06") || end[20..] != [0, 0] {
        return Err(damaged);
    }
    // The number of entries is believed only up here: for each of them something is kept.
    let is_long = bytes[..bytes.len() - END].len() >= 20 && bytes[bytes.len() - END - 20..].starts_with(b"PK\x06\x07");
    if u16::from_le_bytes([end[10], end[11]]) > ENTRIES || is_long {
        return Err(Flaw::Unpacks);
    }
    let zip = ZipArchive::new(Cursor::new(bytes)).map_err(flaw)?;
    if zip.len() > usize::from(ENTRIES) { Err(Flaw::Unpacks) } else { Ok(zip) }
}

fn flaw(error: ZipError) -> Flaw {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Flaw::Locked,
        _ => Flaw::Damaged(Kind::Docx),
    }
}

/// An entry as text, up to a size; empty where there is none.
fn text(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, Flaw> {
    let entry = match zip.by_name(name) {
        Ok(entry) => entry,
        Err(ZipError::FileNotFound) => return Ok(String::new()),
        Err(other) => return Err(flaw(other)),
    };
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(Flaw::Damaged(Kind::Docx));
    }
    let mut held = Vec::new();
    entry.take(READ).read_to_end(&mut held).map_err(|_| Flaw::Damaged(Kind::Docx))?;
    Ok(String::from_utf8_lossy(&held).into_owned())
}
