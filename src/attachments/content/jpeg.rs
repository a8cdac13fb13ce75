//! JPEG (ITU T.81): the picture alone. Segments with words, times, places and small copies are left out, and so is what
//! follows the end; of them only the way up is kept, or telephones' pictures would lie on their sides. Nothing is decoded.

use super::png::bounded;
use super::{Flaw, Kind};
use memchr::memchr;

const DAMAGED: Flaw = Flaw::Damaged(Kind::Jpeg);

/// The most passes that build up a picture; each one makes a viewer go over all of it.
const PASSES: usize = 100;

pub(super) fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8]).ok_or(DAMAGED)?;
    let (mut jfif, mut way_up, mut picture) = (Vec::new(), None, Vec::new());
    let (mut has_size, mut passes) = (false, 0);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == 0xd9 {
            break;
        }
        let (length, _) = after.split_first_chunk::<2>().ok_or(DAMAGED)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let segment = after.get(2..length).ok_or(DAMAGED)?;
        rest = &after[length..];
        match marker {
            0xc0..=0xc2 if !has_size => {
                size(segment)?;
                has_size = true;
            }
            0xc4 | 0xdb | 0xdd => {}
            0xda if has_size && passes < PASSES => passes += 1,
            // The density, without the small copy.
            0xe0 => {
                if let Some(density) = segment.strip_prefix(b"JFIF\0").and_then(|rest| rest.get(..7)) {
                    jfif = [b"\xff\xe0\0\x10JFIF\0", density, b"\0\0"].concat();
                }
                continue;
            }
            0xe1 => {
                way_up = way_up.or_else(|| segment.strip_prefix(b"Exif\0\0").and_then(orientation));
                continue;
            }
            // Colours: a profile, and what Adobe’s programs say of them.
            0xe2 if segment.starts_with(b"ICC_PROFILE\0") => {}
            0xee if segment.starts_with(b"Adobe") && segment.len() == 12 => {}
            0xe2..=0xfe => continue,
            _ => return Err(DAMAGED),
        }
        picture.extend_from_slice(&[0xff, marker]);
        picture.extend_from_slice(&after[..length]);
        if marker == 0xda {
            let data = scan(rest);
            picture.extend_from_slice(&rest[..data]);
            rest = &rest[data..];
        }
    }
    if passes == 0 {
        return Err(DAMAGED);
    }
    let turned = way_up.filter(|way| (2..=8).contains(way)).map(exif).unwrap_or_default();
    Ok([b"\xff\xd8", jfif.as_slice(), &turned, &picture, b"\xff\xd9"].concat())
}

/// The next marker, over any bytes of filling, and what follows it.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), Flaw> {
    let [0xff, rest @ ..] = bytes else { return Err(DAMAGED) };
    let filling = rest.iter().take_while(|byte| **byte == 0xff).count();
    let [marker, after @ ..] = &rest[filling..] else { return Err(DAMAGED) };
    Ok((*marker, after))
}

/// How many bytes of the picture follow: up to a marker that is none of those within it.
fn scan(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(next) = memchr(0xff, &bytes[at..]) {
        at += next;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            _ => return at,
        }
    }
    bytes.len()
}

/// Looks at the size: depth, height, width, colours.
fn size(segment: &[u8]) -> Result<(), Flaw> {
    let [8 | 12, a, b, c, d, 1..=4, ..] = segment else { return Err(DAMAGED) };
    bounded(u16::from_be_bytes([*c, *d]).into(), u16::from_be_bytes([*a, *b]).into(), DAMAGED)
}

/// The way up that a camera noted (TIFF 6.0, tag 274), 1 to 8.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..)?.first_chunk::<2>()?;
        Some(if is_little { u16::from_le_bytes(*bytes) } else { u16::from_be_bytes(*bytes) })
    };
    let four = tiff.get(4..)?.first_chunk::<4>()?;
    let at = if is_little { u32::from_le_bytes(*four) } else { u32::from_be_bytes(*four) };
    let at = usize::try_from(at).ok().filter(|at| *at < tiff.len())?;
    let entries = usize::from(two(at)?.min(200));
    let tags = (0..entries).map(|n| at + 2 + n * 12);
    let found = tags.into_iter().find(|tag| two(*tag) == Some(274) && two(tag + 2) == Some(3))?;
    two(found + 8).filter(|way| (1..=8).contains(way))
}

/// A segment that says which way is up, and nothing else.
fn exif(way: u16) -> Vec<u8> {
    let mut segment = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    segment.extend_from_slice(&way.to_be_bytes());
    segment.extend_from_slice(&[0; 6]);
    segment
}
