//! Numbers and words that look like chance and are the same in every run.

/// SplitMix64 (Steele, Lea and Flood 2014): small, quick, and good enough to spread made-up people over made-up threads.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` − 1; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % (n.max(1) as u64)) as usize
    }

    /// As [`Dice::below`], with small numbers more often: the first comments of a thread get the most votes.
    pub fn early(&mut self, n: usize) -> usize {
        self.below(n).min(self.below(n))
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Plain sentences of about so many characters.
    pub fn sentences(&mut self, characters: usize) -> String {
        let mut text = String::with_capacity(characters + 80);
        while text.len() < characters {
            if !text.is_empty() {
                text.push(' ');
            }
            let words = 6 + self.below(11);
            for n in 0..words {
                let word = WORDS[self.below(WORDS.len())];
                if n == 0 {
                    text.push_str(&word[..1].to_uppercase());
                    text.push_str(&word[1..]);
                } else {
                    text.push(' ');
                    text.push_str(word);
                }
            }
            text.push('.');
        }
        text
    }

    /// A comment as people write them: 80 to 900 characters, mostly short, now and then with emphasis, a list or a link.
    pub fn comment(&mut self) -> String {
        let length = 80 + self.early(820);
        match self.below(10) {
            0 => format!("**{}** {}", WORDS[self.below(WORDS.len())], self.sentences(length - 20)),
            1 => format!(
                "{}\n\n- {}\n- {}",
                self.sentences(length / 2),
                self.sentences(length / 4),
                self.sentences(length / 5)
            ),
            2 => format!("{} See https://www.example.org/{}", self.sentences(length - 40), self.below(1_000)),
            3 | 4 => format!("{}\n\n{}", self.sentences(length / 2), self.sentences(length / 2)),
            _ => self.sentences(length),
        }
    }
}

const WORDS: &[&str] = &[
    "the",
    "the",
    "the",
    "and",
    "and",
    "of",
    "of",
    "to",
    "to",
    "in",
    "a",
    "is",
    "for",
    "we",
    "our",
    "they",
    "with",
    "that",
    "this",
    "but",
    "not",
    "at",
    "on",
    "my",
    "it",
    "are",
    "would",
    "could",
    "should",
    "people",
    "children",
    "school",
    "street",
    "streets",
    "hospital",
    "surgery",
    "clinic",
    "doctor",
    "nurse",
    "care",
    "carer",
    "carers",
    "mother",
    "father",
    "neighbour",
    "borough",
    "council",
    "estate",
    "bus",
    "train",
    "walk",
    "cycle",
    "traffic",
    "air",
    "noise",
    "park",
    "garden",
    "winter",
    "summer",
    "morning",
    "evening",
    "week",
    "month",
    "year",
    "appointment",
    "waiting",
    "list",
    "letter",
    "phone",
    "online",
    "paper",
    "help",
    "support",
    "time",
    "money",
    "rent",
    "work",
    "night",
    "shift",
    "staff",
    "training",
    "young",
    "older",
    "family",
    "friend",
    "language",
    "interpreter",
    "step-free",
    "lift",
    "door",
    "room",
    "building",
    "kitchen",
    "food",
    "water",
    "breakfast",
    "lunch",
    "asthma",
    "diabetes",
    "dementia",
    "smoking",
    "quit",
    "alcohol",
    "stress",
    "sleep",
    "lonely",
    "safe",
    "clean",
    "cheap",
    "near",
    "far",
    "early",
    "late",
    "often",
    "never",
    "always",
    "twice",
    "better",
    "worse",
    "fair",
    "clear",
    "simple",
    "possible",
    "think",
    "know",
    "need",
    "want",
    "hope",
    "agree",
    "ask",
    "tell",
    "listen",
    "change",
    "open",
    "close",
    "pay",
    "share",
    "visit",
    "answer",
    "question",
    "plan",
    "idea",
    "example",
    "evidence",
    "reason",
    "outcome",
];
