//! As much of CBOR (RFC 8949) as authenticators write: their canonical form (CTAP 2.1, section 8), in which every length is
//! said beforehand. Anything else is refused, and nothing is believed before the bytes for it are there.

/// Deeper than this nothing is read; CTAP allows four.
const DEEPEST: usize = 8;

/// A value, as long as the bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// Values in a row.
    Array(Vec<Self>),
    /// Names and values, in the order in which they were written.
    Map(Vec<(Self, Self)>),
    /// True, false or null, of which nothing here depends.
    Simple(u8),
}

impl<'a> Value<'a> {
    /// What a map holds under this name.
    pub(super) fn named(&self, name: &str) -> Option<&Self> {
        self.under(&Value::Text(name))
    }

    /// What a map holds under this number.
    pub(super) fn numbered(&self, number: i64) -> Option<&Self> {
        self.under(&Value::Int(number))
    }

    fn under(&self, key: &Value<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(one, _)| one == key).map(|(_, value)| value)
    }

    /// The number that this is.
    pub(super) fn int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The bytes that this is.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

/// The value with which these bytes begin, and what comes after it.
pub(super) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    read_at(bytes, 0)
}

/// The value that these bytes are, to the last of them.
pub(super) fn whole(bytes: &[u8]) -> Option<Value<'_>> {
    read(bytes).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

fn read_at(bytes: &[u8], depth: usize) -> Option<(Value<'_>, &[u8])> {
    if depth > DEEPEST {
        return None;
    }
    let (first, rest) = bytes.split_first()?;
    if first >> 5 == 7 {
        // 20 to 22: false, true, null. Fractions and the like are in nothing that is read here.
        let simple = first & 31;
        return (20..=22).contains(&simple).then_some((Value::Simple(simple), rest));
    }
    let (number, rest) = argument(first & 31, rest)?;
    match first >> 5 {
        0 => Some((Value::Int(i64::try_from(number).ok()?), rest)),
        1 => Some((Value::Int(-1 - i64::try_from(number).ok()?), rest)),
        2 => take(rest, number).map(|(bytes, rest)| (Value::Bytes(bytes), rest)),
        3 => {
            let (bytes, rest) = take(rest, number)?;
            Some((Value::Text(std::str::from_utf8(bytes).ok()?), rest))
        }
        4 => array(rest, number, depth),
        5 => map(rest, number, depth),
        _ => None,
    }
}

/// The number that belongs to the first byte, in its shortest form (RFC 8949, 4.2.1).
fn argument(short: u8, bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = match short {
        0..=23 => return Some((u64::from(short), bytes)),
        24..=27 => 1_usize << (short - 24),
        _ => return None,
    };
    let (written, rest) = bytes.split_at_checked(length)?;
    let number = written.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let least = [24, 0x100, 0x1_0000, 0x1_0000_0000][usize::from(short - 24)];
    (number >= least).then_some((number, rest))
}

fn take(bytes: &[u8], length: u64) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(usize::try_from(length).ok()?)
}

/// Each value takes a byte at least, so this ends with the bytes, however many were announced.
fn array(mut rest: &[u8], length: u64, depth: usize) -> Option<(Value<'_>, &[u8])> {
    let mut values = Vec::new();
    for _ in 0..length {
        let (value, after) = read_at(rest, depth + 1)?;
        values.push(value);
        rest = after;
    }
    Some((Value::Array(values), rest))
}

/// No name twice: else two readers may disagree about what it means.
fn map(mut rest: &[u8], length: u64, depth: usize) -> Option<(Value<'_>, &[u8])> {
    let mut pairs: Vec<(Value<'_>, Value<'_>)> = Vec::new();
    for _ in 0..length {
        let (key, after) = read_at(rest, depth + 1)?;
        let (value, after) = read_at(after, depth + 1)?;
        if pairs.iter().any(|(known, _)| *known == key) {
            return None;
        }
        pairs.push((key, value));
        rest = after;
    }
    Some((Value::Map(pairs), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some of the examples of RFC 8949, appendix A.
    #[test]
    fn values_are_those_of_the_standard() {
        for (bytes, value) in [
            (&b"\x00"[..], Value::Int(0)),
            (b"\x17", Value::Int(23)),
            (b"\x18\x18", Value::Int(24)),
            (b"\x1a\x00\x0f\x42\x40", Value::Int(1_000_000)),
            (b"\x20", Value::Int(-1)),
            (b"\x39\x03\xe7", Value::Int(-1_000)),
            (b"\x44\x01\x02\x03\x04", Value::Bytes(&[1, 2, 3, 4])),
            (b"\x62\xc3\xbc", Value::Text("ü")),
            (b"\xf5", Value::Simple(21)),
            (b"\x82\x01\x81\x02", Value::Array(vec![Value::Int(1), Value::Array(vec![Value::Int(2)])])),
            (b"\xa1\x61\x61\x01", Value::Map(vec![(Value::Text("a"), Value::Int(1))])),
        ] {
            assert_eq!(whole(bytes), Some(value), "{bytes:?}");
        }
        assert_eq!(read(b"\x01\x02"), Some((Value::Int(1), &b"\x02"[..])));
    }

    #[test]
    fn what_is_not_whole_or_not_canonical_is_refused() {
        let deep = [0x81; 40];
        for bytes in [
            &b""[..],
            b"\x18",                                 // a number that is not there
            b"\x18\x01",                             // longer than it need be
            b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", // larger than any of ours
            b"\x44\x01",                             // bytes that are not there
            b"\x62\xff\xff",                         // no text
            b"\x5f\x41\x01\xff",                     // a length that is said at the end
            b"\x9a\xff\xff\xff\xff",                 // four thousand million values
            b"\xba\xff\xff\xff\xff\x01\x02",         // as many pairs
            b"\xa2\x01\x01\x01\x02",                 // a name twice
            b"\xc0\x01",                             // a tag
            b"\xf9\x3c\x00",                         // a fraction
            b"\x01\x02",                             // more than one value
            &deep,
        ] {
            assert_eq!(whole(bytes), None, "{bytes:?}");
        }
    }
}
