//! How long each kind of data is kept: a clock for each, and what deletes it when its time is over.
//!
//! The clocks are settings (`[retention]`); each noun has the verb that deletes its own. To forget a new kind of data, add a
//! clock there and a line here, and say so on the page about privacy (`notice` has the test).

use crate::clock::Moment;
use crate::config::Config;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::web::{Site, session, waiting};
use crate::{
    access, accounts, digests, factors, follows, identities, moderation, organisations, passkeys, privacy, professions,
    queue, responses, subscribers,
};
use chrono::Duration;

/// How many rows of one kind go in one transaction: others write between two of them.
const BATCH: i64 = 1_000;

/// A kind of data that is kept for a time.
struct Kind {
    /// What it is, with what becomes of it.
    name: &'static str,
    /// For how long, in hours, by the settings.
    hours: fn(&Config) -> i64,
    /// Deletes up to so many that are older than a moment; gives how many.
    purge: fn(&mut Tx<'_>, Clock) -> Result<usize>,
}

/// What a purge needs to know of time.
#[derive(Debug, Clone, Copy)]
struct Clock {
    /// What is older than this goes.
    before: Moment,
    /// The present.
    now: Moment,
    /// At most so many.
    most: i64,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "sessions that have ended",
        hours: |config| config.retention.sessions_days * 24,
        purge: |tx, clock| session::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "who was asked for a code and gave none",
        hours: |_| 0,
        purge: |tx, clock| factors::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "who went to sign in at another site and did not finish",
        hours: |_| 0,
        purge: |tx, clock| identities::journeys::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "who was asked for a passkey and gave none",
        hours: |_| 0,
        purge: |tx, clock| passkeys::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "what waited for its author to sign in",
        hours: |_| 0,
        purge: |tx, clock| waiting::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "links in letters that have run out",
        hours: |config| config.retention.links_days * 24,
        purge: |tx, clock| accounts::purge_links(tx, clock.before, clock.most),
    },
    Kind {
        name: "who asked for a link without an account and did not come",
        hours: |_| 0,
        purge: |tx, clock| accounts::newcomers::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "accounts that nobody confirmed",
        hours: |config| config.retention.unconfirmed_days * 24,
        purge: |tx, clock| accounts::purge_unconfirmed(tx, clock.before, clock.most, clock.now),
    },
    Kind {
        name: "addresses that did not say yes to emails",
        hours: |config| config.retention.asked_days * 24,
        purge: |tx, clock| subscribers::purge_unconfirmed(tx, clock.before, clock.most),
    },
    Kind {
        name: "what stood in emails (emptied)",
        hours: |config| config.retention.emails_days * 24,
        purge: |tx, clock| digests::purge_contents(tx, clock.before, clock.most),
    },
    Kind {
        name: "addresses without an account that stopped all emails",
        hours: |config| config.retention.stopped_days * 24,
        purge: |tx, clock| follows::purge_stopped(tx, clock.before, clock.most, clock.now),
    },
    Kind {
        name: "letters that could not be sent",
        hours: |config| config.retention.letters_days * 24,
        purge: |tx, clock| queue::purge_parked(tx, clock.before, clock.most),
    },
    Kind {
        name: "who sent a report (the report stays)",
        hours: |config| config.retention.reporters_days * 24,
        purge: |tx, clock| moderation::purge_reporters(tx, clock.before, clock.most),
    },
    Kind {
        name: "what comments said before a moderator took it down (the comment stays)",
        hours: |config| config.retention.taken_words_days * 24,
        purge: |tx, clock| moderation::purge_taken_words(tx, clock.before, clock.most, clock.now),
    },
    Kind {
        name: "responses to consultations that were never sent",
        hours: |config| config.retention.drafts_days * 24,
        purge: |tx, clock| responses::purge_drafts(tx, clock.before, clock.most, clock.now),
    },
    Kind {
        name: "work addresses whose email was not answered",
        hours: |_| 0,
        purge: |tx, clock| professions::purge_unanswered(tx, clock.before, clock.most),
    },
    Kind {
        name: "what was sent to verify a profession, and is over",
        hours: |config| config.retention.claims_days * 24,
        purge: |tx, clock| professions::purge_claims(tx, clock.before, clock.most),
    },
    Kind {
        name: "copies of their data that people asked for",
        hours: |config| config.retention.downloads_days * 24,
        purge: |tx, clock| privacy::purge(tx, clock.before, clock.most),
    },
    Kind {
        name: "invitations to organisations that nobody answered",
        hours: |_| 0,
        purge: |tx, clock| organisations::purge_invitations(tx, clock.before, clock.most),
    },
    Kind {
        name: "who looked at people's data",
        hours: |config| config.retention.access_days * 24,
        purge: |tx, clock| access::purge(tx, clock.before, clock.most),
    },
];

impl Kind {
    fn clock(&self, config: &Config, now: Moment) -> Clock {
        Clock { before: now - Duration::hours((self.hours)(config)), now, most: BATCH }
    }

    fn line(&self, config: &Config, rows: usize) -> Line {
        Line { name: self.name, hours: (self.hours)(config), rows }
    }
}

/// What became of one kind of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The kind.
    pub name: &'static str,
    /// For how long it is kept, in hours.
    pub hours: i64,
    /// How many were older, and are gone or would be.
    pub rows: usize,
}

/// Deletes all whose time is over, kind by kind, in steps between which others can write.
///
/// # Errors
/// When the database does not answer; what was deleted before stays deleted.
pub async fn run(site: &Site) -> Result<Vec<Line>> {
    let now = site.now();
    let mut lines = Vec::new();
    for kind in KINDS {
        let (clock, mut rows) = (kind.clock(&site.config, now), 0);
        loop {
            let gone = site.db.write(move |tx| (kind.purge)(tx, clock)).await?;
            rows += gone;
            if gone == 0 {
                break;
            }
        }
        lines.push(kind.line(&site.config, rows));
    }
    Ok(lines)
}

/// Does the same on a connection of its own, counts, and takes everything back: nothing is deleted.
///
/// # Errors
/// When the database does not answer.
pub fn rehearse(conn: &mut Conn, config: &Config, now: Moment) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let taken_back: Result<()> = Tx::alone(conn, |tx| {
        for kind in KINDS {
            let mut rows = 0;
            loop {
                let gone = (kind.purge)(tx, kind.clock(config, now))?;
                rows += gone;
                if gone == 0 {
                    break;
                }
            }
            lines.push(kind.line(config, rows));
        }
        // An error, so that all of it is taken back.
        Err(Error::Conflict("a rehearsal ends here".into()))
    });
    match taken_back {
        Err(Error::Conflict(_)) | Ok(()) => Ok(lines),
        Err(other) => Err(other),
    }
}
