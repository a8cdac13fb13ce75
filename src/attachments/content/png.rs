//! PNG (ISO 15948): the picture alone. Chunks with words, times and places are left out, and so is what follows the end.
//! Nothing is unpacked.

use super::{Flaw, Kind};
use flate2::Crc;

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks that make up the picture and its colours.
const KEPT: [&[u8; 4]; 11] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"];

/// The most points that a picture may have, and on one side; a photo of a good telephone has 50 million.
pub(super) const POINTS: u64 = 64_000_000;
pub(super) const SIDE: u32 = 30_000;

const DAMAGED: Flaw = Flaw::Damaged(Kind::Png);

pub(super) fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    let (mut rest, mut out) = (bytes.strip_prefix(SIGNATURE).ok_or(DAMAGED)?, SIGNATURE.to_vec());
    let (mut is_first, mut has_data) = (true, false);
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(DAMAGED)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DAMAGED)?;
        let whole = length.checked_add(8).filter(|whole| *whole <= after.len()).ok_or(DAMAGED)?;
        let (chunk, name) = (&after[..whole], &after[..4]);
        if is_first {
            head(name, &chunk[4..4 + length])?;
            is_first = false;
        }
        let mut crc = Crc::new();
        crc.update(&chunk[..4 + length]);
        if crc.sum().to_be_bytes() != chunk[4 + length..] {
            return Err(DAMAGED);
        }
        has_data |= name == b"IDAT";
        if KEPT.iter().any(|kept| kept.as_slice() == name) {
            out.extend_from_slice(&rest[..4 + whole]);
        }
        if name == b"IEND" {
            return if has_data { Ok(out) } else { Err(DAMAGED) };
        }
        rest = &after[whole..];
    }
}

fn head(name: &[u8], data: &[u8]) -> Result<(), Flaw> {
    let (b"IHDR", [a, b, c, d, e, f, g, h, depth, colour, 0, 0, 0 | 1]) = (name, data) else { return Err(DAMAGED) };
    let is_real = match colour {
        0 => [1, 2, 4, 8, 16].contains(depth),
        3 => [1, 2, 4, 8].contains(depth),
        2 | 4 | 6 => [8, 16].contains(depth),
        _ => false,
    };
    let (width, height) = (u32::from_be_bytes([*a, *b, *c, *d]), u32::from_be_bytes([*e, *f, *g, *h]));
    if is_real { bounded(width, height, DAMAGED) } else { Err(DAMAGED) }
}

/// Whether a picture of this size can be shown.
pub(super) fn bounded(width: u32, height: u32, damaged: Flaw) -> Result<(), Flaw> {
    if width == 0 || height == 0 {
        return Err(damaged);
    }
    let many = u64::from(width) * u64::from(height) > POINTS || width > SIDE || height > SIDE;
    if many { Err(Flaw::TooManyPoints) } else { Ok(()) }
}
