//! MinHash signatures in bands: texts that are alike meet in at least one band, nearly always, and others hardly ever
//! (J. Leskovec, A. Rajaraman and J. Ullman, "Mining of Massive Datasets", chapter 3). This only says which texts are
//! worth comparing; what is alike is decided by comparing them.

use super::shingles::Shingles;

/// How many bands a signature has. Two texts with a resemblance of J meet with a probability of 1 − (1 − J³)⁴²: 99.6% at
/// one half, 1.1% at 6%.
pub const BANDS: usize = 42;
/// How many hashes there are in a band.
const ROWS: usize = 3;
/// Where the numbers of the hashes begin: fixed, so that the same texts meet on every machine and after every start.
const SEED: u64 = 1997;

/// One number for each band; texts that have the same one in any band may be alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands([u32; BANDS]);

/// The hash functions: x ↦ the upper half of a·x + b, each with numbers of its own.
#[derive(Debug, Clone)]
pub struct Hashes(Vec<(u64, u64)>);

impl Default for Hashes {
    fn default() -> Self {
        let mut state = SEED;
        let mut next = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let n = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            n ^ (n >> 31)
        };
        Self((0..BANDS * ROWS).map(|_| (next() | 1, next())).collect())
    }
}

impl Hashes {
    /// The bands of a text.
    #[must_use]
    pub fn bands(&self, shingles: &Shingles) -> Bands {
        let least = |(a, b): &(u64, u64)| {
            let hash = |x: &u32| (u64::from(*x).wrapping_mul(*a).wrapping_add(*b) >> 32) as u32;
            shingles.numbers().iter().map(hash).min().unwrap_or(u32::MAX)
        };
        let mut bands = [0; BANDS];
        for (band, rows) in bands.iter_mut().zip(self.0.chunks(ROWS)) {
            let whole =
                rows.iter().fold(0_u64, |sum, row| (sum ^ u64::from(least(row))).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            *band = (whole >> 32) as u32;
        }
        Bands(bands)
    }
}

impl Bands {
    /// The number of one band.
    #[must_use]
    pub fn at(&self, band: usize) -> u32 {
        self.0[band]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of so many words, the first of them different from those of every other start.
    fn text(start: usize, words: usize) -> Shingles {
        let words: Vec<String> = (start..start + words).map(|n| format!("w{n}")).collect();
        Shingles::of(&words.join(" ")).expect("long enough")
    }

    fn met(one: &Bands, other: &Bands) -> usize {
        (0..BANDS).filter(|n| one.at(*n) == other.at(*n)).count()
    }

    #[test]
    fn texts_that_are_alike_meet_as_often_as_the_formula_says() {
        let hashes = Hashes::default();
        let (mut bands_met, mut missed) = (0, 0);
        for n in 0..200 {
            // Of 99 pairs each they share 66: the resemblance is one half.
            let (one, other) = (text(n * 1_000, 100), text(n * 1_000 + 33, 100));
            assert_eq!(one.alike(&other).resemblance, 50);
            let met = met(&hashes.bands(&one), &hashes.bands(&other));
            missed += usize::from(met == 0);
            bands_met += met;
        }
        // One band in eight.
        let share = bands_met * 1_000 / (200 * BANDS);
        assert!((110..=140).contains(&share), "{share}");
        assert!(missed <= 3, "{missed} of 200, where 0.4% are to be expected");
    }

    #[test]
    fn texts_that_are_not_hardly_ever_meet() {
        let hashes = Hashes::default();
        let all: Vec<Bands> = (0..100).map(|n| hashes.bands(&text(n * 1_000, 100))).collect();
        let meetings = (0..100).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|(a, b)| met(&all[*a], &all[*b]) > 0);
        assert_eq!(meetings.count(), 0);
    }
}
