//! Texts as sets of shingles, and how alike two texts are (A. Broder, "On the resemblance and containment of documents",
//! 1997).
//!
//! A shingle here is a pair of neighbouring words. Pairs were chosen by measuring on real comments: single words make
//! unrelated short texts look alike, and of triples too many break with one word that is changed.

/// Texts with fewer words are compared with nothing: that many people write "very good" does not make them a campaign.
pub const FEWEST_WORDS: usize = 12;
/// The most shingles of one text that are looked at, from its beginning on.
const MOST: usize = 5_000;

/// The shingles of a text: different numbers, in order. Upper and lower case, punctuation, spaces and apostrophes make no
/// difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shingles(Vec<u32>);

/// How alike two texts are, exactly, in whole percent rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Of all shingles of both, those that both have (Jaccard's index).
    pub resemblance: i64,
    /// Of the shingles of the common text, those that the other has too, whatever else it says.
    pub contained: i64,
}

impl Alike {
    /// A text and itself.
    pub const SAME: Self = Self { resemblance: 100, contained: 100 };

    /// From how many shingles both have, how many the common text has, and how many the other.
    #[must_use]
    pub fn counted(both: usize, common: usize, other: usize) -> Self {
        Self { resemblance: percent(both, common + other - both), contained: percent(both, common) }
    }
}

fn percent(part: usize, whole: usize) -> i64 {
    i64::try_from(part * 100 / whole.max(1)).unwrap_or(100)
}

impl Shingles {
    /// Those of a text; none of one that is too short to be compared.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let words = words(text);
        if words.len() < FEWEST_WORDS {
            return None;
        }
        let mut all: Vec<u32> = words.windows(2).take(MOST).map(|pair| mixed(pair[0], pair[1])).collect();
        all.sort_unstable();
        all.dedup();
        Some(Self(all))
    }

    /// The numbers, in order.
    #[must_use]
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }

    /// How alike another text is to this, the common one.
    #[must_use]
    pub fn alike(&self, other: &Self) -> Alike {
        let (mut a, mut b, mut both) = (0, 0, 0);
        while let (Some(one), Some(two)) = (self.0.get(a), other.0.get(b)) {
            both += usize::from(one == two);
            a += usize::from(one <= two);
            b += usize::from(two <= one);
        }
        Alike::counted(both, self.0.len(), other.0.len())
    }
}

/// Each word as a number. In scripts without spaces each sign is a word.
fn words(text: &str) -> Vec<u64> {
    const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;
    let (mut words, mut word) = (Vec::new(), NOTHING);
    let mut end = |word: &mut u64| {
        if *word != NOTHING {
            words.push(std::mem::replace(word, NOTHING));
        }
    };
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’' | '‘')) {
        let alone = stands_alone(c);
        if alone || !c.is_alphanumeric() {
            end(&mut word);
        }
        if c.is_alphanumeric() {
            // FNV-1a: the same on every machine and in every version.
            word = (word ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        if alone {
            end(&mut word);
        }
    }
    end(&mut word);
    words
}

/// Thai to Khmer, kana, and Chinese characters: written without spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Two words in this order as one number.
fn mixed(first: u64, second: u64) -> u32 {
    let mut n = first.rotate_left(23) ^ second.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((n ^ (n >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Please keep the night bus to the hospital, because nurses and patients need it.";

    fn of(text: &str) -> Shingles {
        Shingles::of(text).expect("long enough")
    }

    #[test]
    fn case_and_punctuation_make_no_difference() {
        let same = "please KEEP the night-bus to the hospital;\n\nbecause nurses and patients need it!!";
        assert_eq!(of(TEXT), of(same));
        assert_eq!(of(&TEXT.replace("it", "it’s")), of(&TEXT.replace("it", "its")));
        assert_ne!(of(TEXT), of(&TEXT.replace("nurses and patients", "patients and nurses")), "order does");
    }

    #[test]
    fn resemblance_and_containment_are_exact() {
        assert_eq!(of(TEXT).alike(&of(TEXT)), Alike::SAME);
        // 13 pairs; one word at the end breaks one pair of each.
        assert_eq!(of(TEXT).numbers().len(), 13);
        let alike = of(TEXT).alike(&of(&TEXT.replace("it.", "this.")));
        assert_eq!(alike, Alike { resemblance: 12 * 100 / 14, contained: 12 * 100 / 13 });
        let longer =
            format!("{TEXT} I am a porter there and I walk home at two in the morning, which takes me an hour.");
        let alike = of(TEXT).alike(&of(&longer));
        assert_eq!((alike.contained, alike.resemblance), (100, 13 * 100 / 32));
    }

    #[test]
    fn short_texts_are_like_nothing() {
        assert_eq!(Shingles::of("Very good"), None);
        assert_eq!(Shingles::of(""), None);
        assert_eq!(Shingles::of("one two three four five six seven eight nine ten eleven"), None);
        assert!(Shingles::of("one two three four five six seven eight nine ten eleven twelve").is_some());
        assert!(Shingles::of("請保留夜間巴士因為護士和病人都需要它").is_some(), "each sign is a word");
    }

    #[test]
    fn the_numbers_are_the_same_everywhere() {
        assert_eq!(of("a b c d e f g h i j k l").numbers()[..3], [167_647_170, 287_049_403, 576_437_840]);
    }
}
