//! What happens to an author besides what happens to their comment.

use super::store::Subject;
use crate::accounts;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{Duration, NaiveDate};

crate::words! {
    /// What a decision means for the author.
    pub enum Kind {
        /// Nothing more.
        None = "none",
        /// They are told that it must not happen again.
        Warning = "warning",
        /// They cannot take part for a while.
        Suspension = "suspension",
    }
}

/// What a moderator chooses for the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sanction {
    /// Nothing more.
    #[default]
    None,
    /// A warning.
    Warning,
    /// They cannot take part for so many hours.
    Hours(i64),
    /// They cannot take part any more.
    ForGood,
}

impl Sanction {
    /// All that the form offers, with the word that it sends.
    pub const ALL: [(&'static str, Self); 7] = [
        ("none", Self::None),
        ("warning", Self::Warning),
        ("24", Self::Hours(24)),
        ("72", Self::Hours(72)),
        ("168", Self::Hours(168)),
        ("720", Self::Hours(720)),
        ("for_good", Self::ForGood),
    ];

    /// Reads what the form sends; nothing for a word that it does not offer.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::None);
        }
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, sanction)| *sanction)
    }

    /// The kind that is kept.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::None => Kind::None,
            Self::Warning => Kind::Warning,
            Self::Hours(_) | Self::ForGood => Kind::Suspension,
        }
    }

    /// Until when its author cannot take part, UTC.
    #[must_use]
    pub fn until(self, now: Moment) -> Option<Moment> {
        match self {
            Self::None | Self::Warning => None,
            Self::Hours(hours) => Some(now + Duration::hours(hours)),
            Self::ForGood => NaiveDate::from_ymd_opt(9999, 12, 31).and_then(|day| day.and_hms_opt(0, 0, 0)),
        }
    }
}

/// Lets an author take no part until then, where they have an account that can be suspended. A longer suspension stays.
///
/// # Errors
/// [`Error::Conflict`] for a colleague, whose role has to end first, and for somebody who has no account here.
pub(super) fn impose(tx: &mut Tx<'_>, subject: &Subject, sanction: Sanction, now: Moment) -> Result<()> {
    if sanction == Sanction::None {
        return Ok(());
    }
    if subject.is_imported() {
        return Err(Error::Conflict("The author has no account here, so nobody can be warned or suspended.".into()));
    }
    let Some(until) = sanction.until(now) else { return Ok(()) };
    if subject.is_colleague() {
        return Err(Error::Conflict(
            "The author has a role on the staff, which has to end before they can be suspended. Ask an administrator."
                .into(),
        ));
    }
    accounts::suspend(tx, subject.author, until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_offers_is_read_back() {
        let now = NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|day| day.and_hms_opt(9, 0, 0)).expect("a moment");
        for (word, sanction) in Sanction::ALL {
            assert_eq!(Sanction::read(word), Some(sanction));
            assert_eq!(sanction.until(now).is_some(), sanction.kind() == Kind::Suspension, "{word}");
        }
        assert_eq!(Sanction::read("-5"), None);
        assert_eq!(Sanction::Hours(24).until(now), Some(now + Duration::days(1)));
        assert!(Sanction::ForGood.until(now) > Some(now + Duration::days(36_500)));
    }
}
