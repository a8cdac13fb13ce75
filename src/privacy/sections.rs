//! What is in the copy of somebody's data: parts, each with its rows, read a page at a time so that much needs no more memory
//! than little. A row is a struct that names its fields; whoever adds a column to a table decides here whether it is told.

use super::store::{about, answers, doings, standing};
use crate::db::Conn;
use crate::error::{Result, broken};
use crate::ids::{AccountId, SubscriberId};
use serde::Serialize;
use serde_json::Value;

/// Whose data it is.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// Their account.
    pub account: AccountId,
    /// The same as one who gets emails.
    pub subscriber: Option<SubscriberId>,
}

/// A page of rows.
pub(super) struct Page {
    /// Each as an object.
    pub rows: Vec<Value>,
    /// After which number the next page begins; nothing at the end.
    pub next: Option<i64>,
}

impl Page {
    /// All rows there are.
    pub(super) fn whole<T: Serialize>(rows: Vec<T>) -> Result<Self> {
        Ok(Self { rows: objects(rows)?, next: None })
    }

    /// Rows with their numbers, at most [`PAGE`]; if so many, there may be more.
    pub(super) fn some<T: Serialize>(rows: Vec<(i64, T)>) -> Result<Self> {
        let next = rows.last().map(|(id, _)| *id).filter(|_| rows.len() >= PAGE);
        Ok(Self { rows: objects(rows.into_iter().map(|(_, row)| row).collect())?, next })
    }
}

fn objects<T: Serialize>(rows: Vec<T>) -> Result<Vec<Value>> {
    rows.iter().map(|row| serde_json::to_value(row).map_err(broken("writing a row of somebody's data"))).collect()
}

/// How many rows are read at a time.
pub(super) const PAGE: usize = 100;

/// A part of the copy.
pub(super) struct Section {
    /// The name of its files.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Reads its rows after a number (0: from the beginning).
    pub load: fn(&mut Conn, &Subject, i64) -> Result<Page>,
}

/// All parts, in the order of the overview.
pub(super) const SECTIONS: &[Section] = &[
    Section { name: "account", title: "Your account", load: |c, s, _| Page::whole(about::account(c, s.account)?) },
    Section {
        name: "second-step",
        title: "Your second step for signing in",
        load: |c, s, _| Page::whole(standing::second_steps(c, s.account)?),
    },
    Section {
        name: "other-sites",
        title: "Other sites that you sign in with",
        load: |c, s, _| Page::whole(standing::identities(c, s.account)?),
    },
    Section {
        name: "passkeys",
        title: "Your passkeys",
        load: |c, s, _| Page::whole(standing::passkeys(c, s.account)?),
    },
    Section {
        name: "profession",
        title: "What you do",
        load: |c, s, _| Page::whole(standing::profession(c, s.account)?),
    },
    Section {
        name: "claims",
        title: "What you sent to have it verified",
        load: |c, s, _| Page::whole(standing::claims(c, s.account)?),
    },
    Section {
        name: "organisation",
        title: "The organisation you belong to",
        load: |c, s, _| Page::whole(standing::organisations(c, s.account)?),
    },
    Section {
        name: "comments",
        title: "What you wrote",
        load: |c, s, after| Page::some(doings::comments(c, s.account, after)?),
    },
    Section {
        name: "responses",
        title: "Your responses to consultations",
        load: |c, s, after| Page::some(answers::responses(c, s.account, after)?),
    },
    Section {
        name: "response-remarks",
        title: "What you said to those with whom you write for an organisation",
        load: |c, s, after| Page::some(answers::remarks(c, s.account, after)?),
    },
    Section {
        name: "proposal-votes",
        title: "Your votes on proposals",
        load: |c, s, after| Page::some(doings::proposal_votes(c, s.account, after)?),
    },
    Section {
        name: "comment-votes",
        title: "Your answers to comments",
        load: |c, s, after| Page::some(doings::comment_votes(c, s.account, after)?),
    },
    Section {
        name: "suggestions",
        title: "Proposals that you suggested",
        load: |c, s, _| Page::whole(doings::suggestions(c, s.account)?),
    },
    Section {
        name: "waiting",
        title: "What waits to be posted",
        load: |c, s, _| Page::whole(doings::waiting(c, s.account)?),
    },
    Section {
        name: "reports",
        title: "Comments that you reported",
        load: |c, s, _| Page::whole(doings::reports(c, s.account)?),
    },
    Section {
        name: "decisions",
        title: "What moderators decided about your comments",
        load: |c, s, _| Page::whole(doings::decisions(c, s.account)?),
    },
    Section {
        name: "appeals",
        title: "What you asked moderators to look at again",
        load: |c, s, _| Page::whole(doings::appeals(c, s.account)?),
    },
    Section {
        name: "follows",
        title: "What you follow",
        load: |c, s, _| Page::whole(about::follows(c, s.subscriber)?),
    },
    Section {
        name: "emails",
        title: "How you get emails",
        load: |c, s, _| Page::whole(about::emails(c, s.subscriber)?),
    },
    Section {
        name: "emails-sent",
        title: "Emails that were sent to you",
        load: |c, s, after| Page::some(about::emails_sent(c, s.subscriber, after)?),
    },
    Section {
        name: "sessions",
        title: "Where you are signed in",
        load: |c, s, _| Page::whole(about::sessions(c, s.account)?),
    },
    Section {
        name: "links",
        title: "Links that we sent you",
        load: |c, s, _| Page::whole(about::links(c, s.account)?),
    },
    Section { name: "consents", title: "What you agreed to", load: |c, s, _| Page::whole(about::consents(c, s)?) },
    Section { name: "looks", title: "When staff saw your data", load: |c, s, _| Page::whole(about::looks(c, s)?) },
];
