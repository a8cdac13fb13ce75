//! Maps that find by number quickly: an email tells of thousands of things, and each is looked up several times.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map from numbers that the database gave. Nobody outside chooses them, so they need no secret to be mixed with.
pub(super) type ByNumber<K, V> = HashMap<K, V, BuildHasherDefault<Mixed>>;
/// A set of such numbers.
pub(super) type Numbers<K> = HashSet<K, BuildHasherDefault<Mixed>>;

/// Mixes a number, or a few, by multiplication: neighbours come to lie far apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_i64(&mut self, n: i64) {
        self.write_u64(n.cast_unsigned());
    }

    fn write_isize(&mut self, n: isize) {
        self.write_u64(n.cast_unsigned() as u64);
    }

    fn finish(&self) -> u64 {
        // The upper bits of a product are mixed best, and a table looks at the lowest.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follows::Target;
    use crate::ids::{AreaId, CommentId, ProposalId};

    #[test]
    fn neighbours_and_kinds_are_told_apart() {
        let hash = |target: Target| std::hash::BuildHasher::hash_one(&BuildHasherDefault::<Mixed>::default(), target);
        let numbers = || 0..5_000_i64;
        let all = numbers()
            .flat_map(|n| [Target::Area(AreaId(n)), Target::Proposal(ProposalId(n)), Target::Thread(CommentId(n))]);
        let hashes: Vec<u64> = all.map(hash).collect();
        let different: HashSet<u64> = hashes.iter().copied().collect();
        assert_eq!(different.len(), hashes.len());
        // Neither the lowest bits, by which a table chooses a place, nor the highest, by which it compares, bunch up.
        for (bits, shift) in [(10, 0), (7, 57)] {
            let mut counts = vec![0_usize; 1 << bits];
            hashes.iter().for_each(|hash| counts[(hash >> shift) as usize & ((1 << bits) - 1)] += 1);
            let (most, mean) = (counts.iter().max().copied().unwrap_or(0), hashes.len() >> bits);
            assert!(most < 4 * mean, "{most} of {mean} at one place");
        }
    }
}
