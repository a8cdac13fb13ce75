//! A kept page for people who are signed in: the stretches that are the same for most of them are packed once.
//!
//! Packing a long page costs more than all else that is done to answer somebody who is signed in, and nearly all of the
//! page is the same for everybody but for the form token. A packed stream (deflate, RFC 1951) is a row of blocks. So the
//! stretches between a reader's own parts are packed when the page is made, cut at every token, and an answer is put
//! together from these blocks, the token as it is, and the reader's own parts packed for them.
//!
//! Blocks refer to text before them by distance. That holds here because all tokens are equally long, and because each
//! stretch, and each part of a reader's own, refers to nothing before itself.

use super::Notice;
use super::page::fill_pieces;
use super::visitor::Visitor;
use flate2::{Compress, Compression, Crc, FlushCompress};
use maud::Markup;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use views::holes::{Hole, Piece};

/// A form token's length in bytes: 16 bytes in base64 (see [`crate::keys::Keys::sign`]).
const TOKEN: usize = 22;
/// Stands for the token while a stretch is packed; no text holds this character, so no block refers to it.
const STAND_IN: [u8; TOKEN] = [1; TOKEN];
/// Text before a block is out of its reach after so many bytes (RFC 1951, 2), so longer stretches win nothing.
const LONGEST: usize = 32_768;
/// Shorter ones are packed with what is around them.
const SHORTEST: usize = 4_096;

/// A kept page, cut into stretches.
pub(super) struct Stretches(Vec<Stretch>);

/// Some pieces of the page that follow one another.
struct Stretch {
    pieces: Range<usize>,
    /// What most readers see there; nothing where every reader has something of their own.
    usual: Option<Usual>,
}

/// A stretch as most readers see it: texts with a form token between each and the next.
struct Usual {
    holes: Vec<Hole>,
    texts: Vec<Text>,
}

struct Text {
    plain: String,
    packed: Vec<u8>,
}

/// What a reader sees in the holes of a page.
pub struct Reader<'a> {
    /// Who reads.
    pub visitor: &'a Visitor,
    /// What they have just done.
    pub notice: Option<Notice>,
    /// Whether they see in a hole that can be the same for most what strangers see.
    pub usual: &'a dyn Fn(Hole) -> bool,
    /// The filling of a hole of this page; nothing for an empty one.
    pub fill: &'a mut dyn FnMut(Hole) -> Option<Markup>,
}

impl Stretches {
    /// Cuts a page at its holes and packs what is mostly the same, with what `strangers` see in the holes.
    pub fn new(page: &str, pieces: &[Piece], strangers: &HashMap<Hole, Markup>) -> Self {
        let filling = |hole| strangers.get(&hole).map_or(0, |filling| filling.0.len());
        let mut all = Vec::new();
        let mut from = 0;
        while from < pieces.len() {
            let (to, steady) = next(pieces, from, &filling);
            // What cannot be packed is everybody's own.
            let usual = if steady { Usual::new(page, &pieces[from..to], strangers).ok() } else { None };
            all.push(Stretch { pieces: from..to, usual });
            from = to;
        }
        Self(all)
    }

    /// The page for one reader.
    pub fn plain(&self, page: &str, pieces: &[Piece], reader: &mut Reader<'_>) -> String {
        let mut out = String::with_capacity(page.len() + page.len() / 4);
        for stretch in &self.0 {
            match stretch.usual_for(reader) {
                Some(usual) => usual.write(&reader.visitor.csrf, &mut |text| out.push_str(text)),
                None => out.push_str(&stretch.own(page, pieces, reader)),
            }
        }
        out
    }

    /// The page for one reader as a gzip file (RFC 1952).
    pub fn packed(&self, page: &str, pieces: &[Piece], reader: &mut Reader<'_>) -> std::io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(page.len() / 3);
        out.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
        let (mut crc, mut own) = (Crc::new(), String::new());
        for stretch in &self.0 {
            let Some(usual) = stretch.usual_for(reader).filter(|_| reader.visitor.csrf.len() == TOKEN) else {
                own.push_str(&stretch.own(page, pieces, reader));
                continue;
            };
            pack_own(&mut own, &mut crc, &mut out)?;
            usual.write(&reader.visitor.csrf, &mut |text| crc.update(text.as_bytes()));
            usual.write_packed(&reader.visitor.csrf, &mut out);
        }
        pack_own(&mut own, &mut crc, &mut out)?;
        // An empty block that says it is the last.
        out.extend_from_slice(&[3, 0]);
        out.extend_from_slice(&crc.sum().to_le_bytes());
        out.extend_from_slice(&crc.amount().to_le_bytes());
        Ok(out)
    }
}

impl Stretch {
    fn usual_for(&self, reader: &Reader<'_>) -> Option<&Usual> {
        self.usual.as_ref().filter(|usual| usual.holes.iter().all(|hole| (reader.usual)(*hole)))
    }

    fn own(&self, page: &str, pieces: &[Piece], reader: &mut Reader<'_>) -> String {
        fill_pieces(page, &pieces[self.pieces.clone()], reader.visitor, reader.notice, reader.fill)
    }
}

impl Usual {
    fn new(page: &str, pieces: &[Piece], strangers: &HashMap<Hole, Markup>) -> std::io::Result<Self> {
        let holes = pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(hole) if *hole != Hole::Csrf => Some(*hole),
            _ => None,
        });
        // The stand-in goes where the token will be, and shows where to cut.
        let stand_in = Visitor { person: None, csrf: STAND_IN.map(char::from).iter().collect() };
        let filled = fill_pieces(page, pieces, &stand_in, None, &mut |hole| strangers.get(&hole).cloned());
        let mut packer = Compress::new(Compression::new(5), false);
        let mut texts = Vec::new();
        for plain in filled.split(&stand_in.csrf) {
            if !texts.is_empty() {
                // Packed and thrown away, so that the packer counts its length.
                deflate(&mut packer, &STAND_IN, &mut Vec::new())?;
            }
            let mut packed = Vec::new();
            deflate(&mut packer, plain.as_bytes(), &mut packed)?;
            packed.shrink_to_fit();
            texts.push(Text { plain: plain.to_owned(), packed });
        }
        Ok(Self { holes: holes.collect(), texts })
    }

    fn write(&self, token: &str, out: &mut dyn FnMut(&str)) {
        for (n, text) in self.texts.iter().enumerate() {
            if n > 0 {
                out(token);
            }
            out(&text.plain);
        }
    }

    fn write_packed(&self, token: &str, out: &mut Vec<u8>) {
        for (n, text) in self.texts.iter().enumerate() {
            if n > 0 {
                // A block that is not packed: its kind, its length, and the length turned round (RFC 1951, 3.2.4).
                let length = TOKEN as u16;
                out.push(0);
                out.extend_from_slice(&length.to_le_bytes());
                out.extend_from_slice(&(!length).to_le_bytes());
                out.extend_from_slice(token.as_bytes());
            }
            out.extend_from_slice(&text.packed);
        }
    }
}

/// Where the stretch that begins at `from` ends, and whether most readers see the same in it.
fn next(pieces: &[Piece], from: usize, filling: &dyn Fn(Hole) -> usize) -> (usize, bool) {
    let (end, length) = run(pieces, from, filling);
    if length >= SHORTEST {
        return (end, true);
    }
    // Up to where something long begins that is the same for most.
    let mut to = end;
    while to < pieces.len() {
        let (end, length) = run(pieces, to, filling);
        if length >= SHORTEST {
            break;
        }
        to = end.max(to + 1);
    }
    (to.max(from + 1), false)
}

/// The pieces from `from` on that are mostly the same, at most about [`LONGEST`] bytes with what fills them: their end, and
/// the bytes. `filling` is how long the usual filling of a hole is.
fn run(pieces: &[Piece], from: usize, filling: &dyn Fn(Hole) -> usize) -> (usize, usize) {
    let (mut to, mut length) = (from, 0);
    for piece in &pieces[from..] {
        match piece {
            Piece::Text(range) if length > 0 && length + range.len() > LONGEST => break,
            Piece::Text(range) => length += range.len(),
            Piece::Hole(hole) if hole.is_mostly_the_same() => length += filling(*hole),
            Piece::Hole(_) => break,
        }
        to += 1;
    }
    (to, length)
}

thread_local! {
    /// For what is a reader's own: made once, because its tables are larger than what it packs.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), false));
}

/// Packs what has gathered in `own`, if anything, and empties it.
fn pack_own(own: &mut String, crc: &mut Crc, out: &mut Vec<u8>) -> std::io::Result<()> {
    if own.is_empty() {
        return Ok(());
    }
    crc.update(own.as_bytes());
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        deflate(packer, own.as_bytes(), out)
    })?;
    own.clear();
    Ok(())
}

/// Packs `text` as blocks that end with a whole byte, after what is in `out`.
fn deflate(packer: &mut Compress, text: &[u8], out: &mut Vec<u8>) -> std::io::Result<()> {
    let before = packer.total_in();
    loop {
        out.reserve(text.len() / 2 + 256);
        let done = usize::try_from(packer.total_in() - before).unwrap_or(text.len());
        packer.compress_vec(&text[done..], out, FlushCompress::Sync)?;
        // Room that is left over says that all has come out.
        if packer.total_in() - before == text.len() as u64 && out.len() < out.capacity() {
            return Ok(());
        }
    }
}

#[cfg(test)]
#[path = "stretches_tests.rs"]
mod tests;
