//! What each subscriber is owed, kept beside the database in the simplest way, and what they were told.

use folkmoot::follows::Target;
use folkmoot::ids::{AccountId, CommentId, SubscriberId};
use std::collections::{BTreeMap, BTreeSet};

/// A piece of news: a comment, or something that happened to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    Comment(CommentId),
    Event(i64),
}

/// A piece of news with what one must follow to hear of it.
#[derive(Debug, Clone)]
pub struct Told {
    pub news: News,
    /// Its row in `activity`.
    pub row: i64,
    pub targets: Vec<Target>,
    pub author: Option<AccountId>,
}

/// A comment.
#[derive(Debug, Clone)]
pub struct Comment {
    pub id: CommentId,
    pub proposal: usize,
    pub visible: bool,
    /// A word that stands in no other comment.
    pub word: String,
    pub is_root: bool,
}

/// A subscriber.
#[derive(Debug, Clone)]
pub struct Reader {
    pub id: SubscriberId,
    pub account: Option<AccountId>,
    pub alive: bool,
    pub stopped: bool,
    pub paused_until: Option<folkmoot::clock::Moment>,
    /// What they follow, and from which row of activity on.
    pub follows: BTreeMap<Target, i64>,
    /// What they must be told, unless it is hidden when all is over.
    pub owed: BTreeSet<News>,
}

impl Reader {
    pub fn follows_any(&self, told: &Told) -> bool {
        told.targets.iter().any(|target| self.follows.get(target).is_some_and(|since| told.row > *since))
    }
}

/// An email that the mail server took.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub reader: usize,
    pub digest: i64,
    pub message_id: String,
    pub news: BTreeSet<News>,
    /// What of it the email says may have been told before.
    pub doubtful: BTreeSet<News>,
    /// Whether the program heard that it was taken, and wrote it down.
    pub known: bool,
}

/// Everything so far.
#[derive(Debug, Default)]
pub struct Model {
    pub readers: Vec<Reader>,
    pub comments: Vec<Comment>,
    pub news: Vec<Told>,
    pub arrived: Vec<Arrived>,
}

impl Model {
    /// Something happened: whoever follows it is owed it.
    pub fn happened(&mut self, told: Told) {
        for reader in self.readers.iter_mut().filter(|r| r.alive && !r.stopped) {
            if reader.follows_any(&told) && (told.author.is_none() || told.author != reader.account) {
                reader.owed.insert(told.news);
            }
        }
        self.news.push(told);
    }

    /// Whoever follows something no longer is not owed it any more, unless something else they follow is about it, too.
    pub fn unfollowed(&mut self, reader: usize) {
        let owed = std::mem::take(&mut self.readers[reader].owed);
        let kept = owed.into_iter().filter(|news| self.readers[reader].follows_any(self.find(*news))).collect();
        self.readers[reader].owed = kept;
    }

    pub fn find(&self, news: News) -> &Told {
        self.news.iter().find(|told| told.news == news).expect("news that happened")
    }

    /// The news for which a row of activity stands.
    pub fn news_of(&self, row: i64, comment: Option<CommentId>) -> News {
        comment.map_or(News::Event(row), News::Comment)
    }

    pub fn is_visible(&self, news: News) -> bool {
        match news {
            News::Comment(id) => self.comments.iter().any(|c| c.id == id && c.visible),
            News::Event(_) => true,
        }
    }

    /// Checks the promise when everything is over.
    pub fn check(&self, seed: u64) {
        let mut ids = BTreeSet::new();
        for email in &self.arrived {
            assert!(ids.insert(&email.message_id), "seed {seed}: {} arrived twice", email.message_id);
            assert!(!email.news.is_empty(), "seed {seed}: {} is empty", email.message_id);
        }
        for (n, reader) in self.readers.iter().enumerate() {
            let mut before: BTreeMap<News, &Arrived> = BTreeMap::new();
            for email in self.arrived.iter().filter(|email| email.reader == n) {
                for news in &email.news {
                    let own = self.find(*news).author;
                    assert!(own.is_none() || own != reader.account, "seed {seed}: {news:?} is the reader's own");
                    if let Some(first) = before.insert(*news, email) {
                        assert!(
                            !first.known,
                            "seed {seed}: {news:?} was told twice to {n}, and the first is known:\n{first:?}\n{email:?}"
                        );
                        assert!(
                            email.doubtful.contains(news),
                            "seed {seed}: {news:?} again to {n}, without a word: {first:?} {email:?}"
                        );
                    }
                }
            }
            if !reader.alive || reader.stopped {
                continue;
            }
            for news in reader.owed.iter().filter(|news| self.is_visible(**news)) {
                assert!(before.contains_key(news), "seed {seed}: {n} never heard of {news:?}: {:?}", self.find(*news));
            }
        }
    }
}

/// How often the rare turns were met.
#[derive(Debug, Default)]
pub struct Seen {
    pub emails: usize,
    pub told: usize,
    pub crashes: usize,
    pub lost_answers: usize,
    pub refused: usize,
    pub failed: usize,
    pub told_again: usize,
    pub departures_refused: usize,
    pub departed_together: usize,
    pub noted_together: usize,
    pub erased: usize,
    pub stopped: usize,
    pub restored: usize,
    pub clock_changes: usize,
    pub three_days_late: usize,
    pub unknown: usize,
    pub too_late: usize,
    pub for_organisations: usize,
    pub told_for_organisations: usize,
}

impl Seen {
    pub fn add(&mut self, more: &Self) {
        self.emails += more.emails;
        self.told += more.told;
        self.crashes += more.crashes;
        self.lost_answers += more.lost_answers;
        self.refused += more.refused;
        self.failed += more.failed;
        self.told_again += more.told_again;
        self.departures_refused += more.departures_refused;
        self.departed_together += more.departed_together;
        self.noted_together += more.noted_together;
        self.erased += more.erased;
        self.stopped += more.stopped;
        self.restored += more.restored;
        self.clock_changes += more.clock_changes;
        self.three_days_late += more.three_days_late;
        self.unknown += more.unknown;
        self.too_late += more.too_late;
        self.for_organisations += more.for_organisations;
        self.told_for_organisations += more.told_for_organisations;
    }

    /// Each was met at least once.
    pub fn check(&self) {
        for (what, count) in [
            ("emails", self.emails),
            ("crashes", self.crashes),
            ("lost answers", self.lost_answers),
            ("refusals", self.refused),
            ("failures", self.failed),
            ("news told again with a word", self.told_again),
            ("emails stopped at the door", self.departures_refused),
            ("emails that departed together", self.departed_together),
            ("endings noted together", self.noted_together),
            ("erased accounts", self.erased),
            ("unsubscribed", self.stopped),
            ("restored comments", self.restored),
            ("clock changes", self.clock_changes),
            ("late by three days", self.three_days_late),
            ("unknown endings", self.unknown),
            ("workers halted before they sent", self.too_late),
            ("comments for organisations", self.for_organisations),
            ("news told for an organisation alone", self.told_for_organisations),
        ] {
            assert!(count > 0, "no {what} in all of these histories: they prove too little");
        }
    }
}
