//! Every cookie that the site may ever leave. The tests of all pages hold the site to this list.

use super::hours;
use crate::config::{Accounts, Config};
use crate::factors::challenges;
use crate::identities::journeys;
use crate::passkeys::ceremonies;
use crate::web::{session, waiting};
use views::notice::Cookie;
use views::parts::count;

/// A cookie: its name, what it does, and how long it lives.
pub struct Known {
    /// Its name.
    pub name: &'static str,
    what: &'static str,
    how_long: fn(&Accounts) -> String,
    most_seconds: fn(&Accounts) -> i64,
}

impl Known {
    /// The longest that a browser is asked to keep it, in seconds.
    #[must_use]
    pub fn most_seconds(&self, config: &Config) -> i64 {
        (self.most_seconds)(&config.accounts)
    }
}

/// All of them.
const KNOWN: &[Known] = &[
    Known {
        name: session::COOKIE,
        what: "It keeps you signed in. It is set when you sign in and goes when you sign out.",
        how_long: |rules| {
            format!(
                "It stops working after {} without a visit, and after {} in any case. For staff it is {} and {}.",
                count(rules.session_idle_days, "day", "days"),
                count(rules.session_longest_days, "day", "days"),
                count(rules.staff_idle_minutes, "minute", "minutes"),
                count(rules.staff_longest_hours, "hour", "hours"),
            )
        },
        most_seconds: |rules| (rules.session_longest_days * 86_400).max(rules.staff_longest_hours * 3_600),
    },
    Known {
        name: challenges::COOKIE,
        what: "It is there while we wait for your code, if you have set up a second step for signing in.",
        how_long: |_| {
            format!(
                "It goes after {} at the latest, or when you have given the code.",
                count(challenges::LASTS.num_minutes(), "minute", "minutes")
            )
        },
        most_seconds: |_| challenges::LASTS.num_seconds(),
    },
    Known {
        name: journeys::COOKIE,
        what: "It is there while you sign in with another site, and until you have made an account here or connected yours.",
        how_long: |_| {
            format!(
                "It goes after {} at the latest, or when you are done.",
                count(journeys::HERE.num_minutes(), "minute", "minutes")
            )
        },
        most_seconds: |_| journeys::HERE.num_seconds(),
    },
    Known {
        name: ceremonies::COOKIE,
        what: "It is there while we wait for your passkey, when you add one or sign in with one.",
        how_long: |_| {
            format!(
                "It goes after {} at the latest, or when your device has answered.",
                count(ceremonies::LASTS.num_minutes(), "minute", "minutes")
            )
        },
        most_seconds: |_| ceremonies::LASTS.num_seconds(),
    },
    Known {
        name: waiting::COOKIE,
        what: "It keeps what is waiting. If you write, vote or follow before you have signed in, it makes sure that this is \
               still there when you come back. It goes when you sign in.",
        how_long: |rules| format!("It goes after {} at the latest.", hours(rules.waiting_hours)),
        most_seconds: |rules| rules.waiting_hours * 3_600,
    },
];

/// The cookie with this name, if it is one of ours.
#[must_use]
pub fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// The cookies as their page shows them, as the settings are.
#[must_use]
pub fn cookies(config: &Config) -> Vec<Cookie> {
    let shown =
        |known: &Known| Cookie { name: known.name, what: known.what, how_long: (known.how_long)(&config.accounts) };
    // Where no other site is in the settings, nobody signs in with one.
    let is_set = |known: &&Known| known.name != journeys::COOKIE || !config.sign_in.providers.is_empty();
    KNOWN.iter().filter(is_set).map(shown).collect()
}
