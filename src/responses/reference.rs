//! The reference of a response, such as `AIR-7K2M-9XQ4`: it can be read out over the phone, and a mistyped one is noticed.

use crate::keys::random_bytes;

/// Figures and letters that are not taken for one another: no 0 and O, no 1, I and L, no B beside 8, no U beside V. They are
/// 29, a prime, so that one wrong sign, and two neighbours that changed places, always show in the sum.
const SIGNS: &[u8; 29] = b"23456789ACDEFGHJKMNPQRSTVWXYZ";

/// How many signs follow the first part; the last of them is the check.
const LENGTH: usize = 8;

/// A fresh reference. Its first part is made of the proposal's name in addresses, the rest is chance.
#[must_use]
pub fn fresh(slug: &str) -> String {
    let letters = slug.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
    let head: String = letters.chain(std::iter::repeat('X')).take(3).collect();
    // Five bytes for each sign: what is left of evenness is far below what anybody could see.
    let places: Vec<usize> = random_bytes::<35>()
        .chunks(5)
        .map(|five| five.iter().fold(0_usize, |sum, byte| (sum * 256 + usize::from(*byte)) % SIGNS.len()))
        .collect();
    let mut signs: String = places.iter().map(|place| sign(*place)).collect();
    signs.push(sign(check(&places)));
    format!("{head}-{}-{}", &signs[..4], &signs[4..])
}

/// A reference as somebody typed it, in the one way in which it is written; nothing when its check does not fit.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if plain.len() != 3 + LENGTH {
        return None;
    }
    let (head, tail) = plain.split_at(3);
    let places: Vec<usize> = tail.bytes().filter_map(|byte| SIGNS.iter().position(|sign| *sign == byte)).collect();
    let (last, first) = places.split_last().filter(|_| places.len() == LENGTH)?;
    let known = head.bytes().all(|byte| byte.is_ascii_uppercase()) && check(first) == *last;
    known.then(|| format!("{head}-{}-{}", &tail[..4], &tail[4..]))
}

fn sign(place: usize) -> char {
    SIGNS.get(place).map_or('2', |sign| char::from(*sign))
}

/// The sum of all places, each times where it stands (from 2 on), modulo 29.
fn check(places: &[usize]) -> usize {
    places.iter().enumerate().map(|(n, place)| (n + 2) * place).sum::<usize>() % SIGNS.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_one_is_read_back_however_it_is_typed() {
        for slug in ["air-warnings", "7-a", ""] {
            let one = fresh(slug);
            assert_eq!(read(&one).as_deref(), Some(one.as_str()));
            assert_eq!(read(&one.to_lowercase().replace('-', " ")), Some(one));
        }
        assert!(fresh("air-warnings").starts_with("AIR-") && fresh("7-a").starts_with("AXX-"));
        assert_ne!(fresh("a"), fresh("a"));
    }

    #[test]
    fn each_slip_of_one_sign_and_each_swap_of_neighbours_is_noticed() {
        let one = fresh("air");
        let plain: Vec<u8> = one.bytes().filter(|byte| *byte != b'-').collect();
        for at in 3..plain.len() {
            for sign in SIGNS {
                let mut slip = plain.clone();
                slip[at] = *sign;
                let same = slip == plain;
                assert_eq!(read(&String::from_utf8_lossy(&slip)).is_some(), same, "{one} at {at}");
            }
            if at + 1 < plain.len() && plain[at] != plain[at + 1] {
                let mut swapped = plain.clone();
                swapped.swap(at, at + 1);
                assert_eq!(read(&String::from_utf8_lossy(&swapped)), None, "{one} at {at}");
            }
        }
        for nonsense in ["", "AIR", "AIR-0000-0000", "../../etc", "AIR-7K2M-9XQ4-9", "ÄIR-7K2M-9XQ4"] {
            assert!(read(nonsense).is_none_or(|read| read == "AIR-7K2M-9XQ4"), "{nonsense}");
        }
    }
}
