//! Which activity an email is about: a set of numbers, kept small.

/// Numbers of rows in `activity`, each once, in order. A digest keeps them as the steps from one to the next, seven bits
/// a byte (LEB128), so that a thousand neighbours take a kilobyte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items(Vec<i64>);

impl Items {
    /// The numbers, smallest first.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this number is one of them.
    #[must_use]
    pub fn contains(&self, id: i64) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// These and those.
    #[must_use]
    pub fn with(&self, more: &Self) -> Self {
        self.0.iter().chain(&more.0).copied().collect()
    }

    /// These without those.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.kept(other, false)
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.kept(other, true)
    }

    /// Those that are in the other, or those that are not; both are in order, so it takes one walk through them.
    fn kept(&self, other: &Self, wanted: bool) -> Self {
        let mut rest = other.0.iter().peekable();
        let mut is_there = |id: i64| {
            while rest.next_if(|there| **there < id).is_some() {}
            rest.peek().is_some_and(|there| **there == id)
        };
        Self(self.0.iter().copied().filter(|id| is_there(*id) == wanted).collect())
    }

    /// As it is kept in the database.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() + 8);
        let mut last = 0;
        for id in &self.0 {
            let mut step = id.wrapping_sub(last).cast_unsigned();
            last = *id;
            while step >= 0x80 {
                bytes.push((step & 0x7f) as u8 | 0x80);
                step >>= 7;
            }
            bytes.push(step as u8);
        }
        bytes
    }

    /// Back from the database; what cannot be read ends the list.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (mut ids, mut last, mut step, mut shift) = (Vec::new(), 0_i64, 0_u64, 0_u32);
        for byte in bytes {
            step |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                last = last.wrapping_add(step.cast_signed());
                ids.push(last);
                (step, shift) = (0, 0);
            }
        }
        ids.into_iter().collect()
    }
}

impl FromIterator<i64> for Items {
    fn from_iter<I: IntoIterator<Item = i64>>(ids: I) -> Self {
        let mut ids: Vec<i64> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_being_kept() {
        for ids in [vec![], vec![1], vec![1, 2, 3], vec![127, 128, 16_384, 1 << 40, i64::MAX], vec![0, 5]] {
            let items: Items = ids.iter().copied().collect();
            assert_eq!(Items::from_bytes(&items.to_bytes()).ids(), ids);
        }
        let dense: Items = (5_000..6_000).collect();
        assert!(dense.to_bytes().len() < 1_010);
        assert_eq!(Items::from_bytes(&[0x80]), Items::default(), "a torn end");
    }

    #[test]
    fn sets_behave() {
        let (a, b): (Items, Items) = ([3, 1, 2, 2].into_iter().collect(), [2, 9].into_iter().collect());
        assert_eq!(a.ids(), [1, 2, 3]);
        assert_eq!(a.with(&b).ids(), [1, 2, 3, 9]);
        assert_eq!(a.without(&b).ids(), [1, 3]);
        assert_eq!(a.and(&b).ids(), [2]);
        assert_eq!(b.without(&a).ids(), [9]);
        let none = Items::default();
        assert_eq!((a.and(&none), a.without(&none), none.without(&a)), (none.clone(), a.clone(), none));
        assert!(a.contains(3) && !a.contains(9));
    }
}
