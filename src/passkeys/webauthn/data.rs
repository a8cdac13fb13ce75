//! What an authenticator says with each answer (Web Authentication Level 3, section 6.1): for which site, who was there, how
//! often it has signed; and, with a new passkey, its name and its key.

use super::cbor;
use super::key::Key;

/// The longest name of a passkey, in bytes (section 4, "credential ID").
const LONGEST_ID: usize = 1_023;

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const WITH_KEY: u8 = 1 << 6;
const WITH_EXTENSIONS: u8 = 1 << 7;

/// What an authenticator says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Data<'a> {
    /// SHA-256 of the site's name.
    pub site: &'a [u8],
    flags: u8,
    /// How often it has signed; some always say 0.
    pub counter: u32,
    /// The new passkey, where there is one.
    pub made: Option<Made<'a>>,
}

/// A new passkey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made<'a> {
    /// The name by which the authenticator knows it.
    pub id: &'a [u8],
    /// Its public key, as it was written.
    pub key: &'a [u8],
}

impl<'a> Data<'a> {
    /// Reads all of it; nothing when something is missing, left over, or contradicts itself.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (site, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let mut made = None;
        if flags & WITH_KEY != 0 {
            let (one, after) = read_made(rest)?;
            (made, rest) = (Some(one), after);
        }
        if flags & WITH_EXTENSIONS != 0 {
            rest = cbor::read(rest)?.1;
        }
        // What cannot be backed up is not (section 6.1.3).
        let possible = flags & BACKED_UP == 0 || flags & BACKUP_ELIGIBLE != 0;
        let counter = u32::from_be_bytes(*counter);
        (rest.is_empty() && possible).then_some(Self { site, flags: *flags, counter, made })
    }

    /// Whether somebody was there and proved, to the authenticator, that they are its owner: by finger, face or PIN.
    pub(super) fn owner_was_there(&self) -> bool {
        self.flags & PRESENT != 0 && self.flags & VERIFIED != 0
    }

    /// Whether it is of the kind that is kept in more places than one.
    pub(super) fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// Whether it is kept in more places than one now.
    pub(super) fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// A new passkey, and what comes after it: the maker of the authenticator (16 bytes, which we do not ask for and do not keep),
/// the length of the name, the name, the key.
fn read_made(bytes: &[u8]) -> Option<(Made<'_>, &[u8])> {
    let (_, rest) = bytes.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (_, after) = cbor::read(rest)?;
    let key = &rest[..rest.len() - after.len()];
    let good = !id.is_empty() && id.len() <= LONGEST_ID && Key::read(key).is_some();
    good.then_some((Made { id, key }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(flags: u8) -> Vec<u8> {
        [&[9_u8; 32][..], &[flags], &[0, 0, 1, 2]].concat()
    }

    #[test]
    fn flags_and_counter_are_read() {
        let bytes = plain(PRESENT | VERIFIED | BACKUP_ELIGIBLE);
        let data = Data::read(&bytes).expect("read");
        assert_eq!((data.site, data.counter, &data.made), (&[9_u8; 32][..], 258, &None));
        assert!(data.owner_was_there() && data.backup_eligible() && !data.backed_up());
        for flags in [0, PRESENT, VERIFIED] {
            assert!(!Data::read(&plain(flags)).expect("read").owner_was_there(), "{flags}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let with = |flags: u8, more: &[u8]| [&plain(flags)[..], more].concat();
        let named = |length: u16, id: &[u8], key: &[u8]| {
            with(WITH_KEY, &[&[0; 16][..], &length.to_be_bytes(), id, key].concat())
        };
        for bytes in [
            Vec::new(),
            plain(0)[..36].to_vec(),
            with(0, b"x"),
            plain(BACKED_UP),
            plain(WITH_KEY),
            plain(WITH_EXTENSIONS),
            with(WITH_EXTENSIONS, b"\xa0\xa0"),
            named(0, b"", b"\xa0"),
            named(2, b"id", b"\xa0"),
            named(9, b"id", b"\xa0"),
            named(u16::MAX, &[1; 65_535], b"\xa0"),
        ] {
            assert_eq!(Data::read(&bytes), None, "{} bytes", bytes.len());
        }
        assert!(Data::read(&with(WITH_EXTENSIONS, b"\xa0")).is_some());
    }
}
