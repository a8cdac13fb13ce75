//! PDF (ISO 32000): its beginning and end, and whether anything in it would run, open or unpack by itself.
//!
//! Names are looked for in the whole file, whatever they stand in, and in object streams, which are packed. What is packed
//! otherwise is text, pictures and typefaces.

use super::{Flaw, Kind};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::{memchr_iter, memmem};

/// Names of what we do not take, and why. They are what a reader of PDF acts on, so they stand there to the letter.
const REFUSED: [(&[u8], Flaw); 7] = [
    (b"JavaScript", Flaw::Program),
    (b"Launch", Flaw::Program),
    (b"RichMedia", Flaw::Program),
    (b"XFA", Flaw::Program),
    (b"EmbeddedFile", Flaw::Inside),
    (b"EmbeddedFiles", Flaw::Inside),
    (b"Encrypt", Flaw::Locked),
];

/// The most that all object streams of a file may unpack to, in bytes.
const UNPACKED: usize = 64 << 20;
/// More bytes than a name has that we look at, however it is written.
const CARRIED: usize = 128;
/// The most streams that a file may have.
const STREAMS: usize = 50_000;
/// How far before the word “stream” what describes it may begin, in bytes.
const DESCRIPTION: usize = 1_024;
/// Within how many bytes of the end of a ZIP archive its last record stands.
const END_OF_ZIP: usize = 65_557;

pub(super) fn look(bytes: &[u8]) -> Result<(), Flaw> {
    let [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', b'0'..=b'9', ..] = bytes else {
        return Err(Flaw::Damaged(Kind::Pdf));
    };
    let end = memmem::rfind(bytes, b"%%EOF").ok_or(Flaw::Damaged(Kind::Pdf))?;
    if !bytes[end + 5..].iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(Flaw::TwoKinds);
    }
    if memmem::find(&bytes[bytes.len().saturating_sub(END_OF_ZIP)..], b"PK\x05\x06").is_some() {
        return Err(Flaw::TwoKinds);
    }
    names(bytes, true)?;
    object_streams(bytes)
}

/// Looks at each name. Those that begin near the end are left for later, unless this is the last of it.
fn names(bytes: &[u8], is_last: bool) -> Result<(), Flaw> {
    for at in memchr_iter(b'/', bytes) {
        if !is_last && bytes.len() - at < CARRIED {
            break;
        }
        let name = name(&bytes[at + 1..]);
        if let Some((_, flaw)) = REFUSED.iter().find(|(refused, _)| *refused == name.as_slice()) {
            return Err(*flaw);
        }
    }
    Ok(())
}

/// The name that begins here, as a reader understands it: `J#61vaScript` is `JavaScript` (7.3.5).
fn name(bytes: &[u8]) -> Vec<u8> {
    let (mut name, mut rest) = (Vec::new(), bytes);
    while let [byte, after @ ..] = rest {
        if name.len() > 16 || byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}/%".contains(byte) {
            break;
        }
        let escaped = (*byte == b'#').then(|| after.get(..2)).flatten();
        let escaped = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        name.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    name
}

/// Unpacks each object stream, and looks at the names in it.
fn object_streams(bytes: &[u8]) -> Result<(), Flaw> {
    let mut left = UNPACKED;
    for (n, at) in memmem::find_iter(bytes, b"stream").enumerate() {
        if n > 2 * STREAMS {
            return Err(Flaw::Unpacks);
        }
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let described = &bytes[at.saturating_sub(DESCRIPTION)..at];
        let described = &described[memmem::rfind(described, b" obj").unwrap_or_default()..];
        let named = |word: &[u8]| memchr_iter(b'/', described).any(|at| name(&described[at + 1..]) == word);
        if !named(b"ObjStm") || !named(b"Filter") {
            continue;
        }
        if !named(b"FlateDecode") || named(b"Predictor") {
            return Err(Flaw::Damaged(Kind::Pdf));
        }
        let packed = &bytes[at + 6..];
        let packed = packed.strip_prefix(b"\r\n").or(packed.strip_prefix(b"\n")).unwrap_or(packed);
        unpack(packed, &mut left)?;
    }
    Ok(())
}

/// Unpacks a stream, of which no more than a part is held at a time, and looks at the names in it.
fn unpack(packed: &[u8], left: &mut usize) -> Result<(), Flaw> {
    let (mut inflate, mut window, mut held) = (Decompress::new(true), vec![0; CARRIED + (64 << 10)], 0);
    loop {
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let rest = &packed[usize::try_from(read).unwrap_or(usize::MAX).min(packed.len())..];
        let status = inflate.decompress(rest, &mut window[held..], FlushDecompress::None);
        let status = status.map_err(|_| Flaw::Damaged(Kind::Pdf))?;
        let got = usize::try_from(inflate.total_out() - written).unwrap_or(usize::MAX);
        *left = left.checked_sub(got).ok_or(Flaw::Unpacks)?;
        let (full, is_last) = (held + got, status == Status::StreamEnd);
        names(&window[..full], is_last)?;
        if is_last {
            return Ok(());
        }
        if got == 0 && inflate.total_in() == read {
            return Err(Flaw::Damaged(Kind::Pdf));
        }
        held = full.min(CARRIED);
        window.copy_within(full - held..full, 0);
    }
}
