//! What one proposal says about holding, where it is not as on the rest of the site.

use super::Switch;
use std::collections::BTreeMap;
use std::fmt;

/// The rules of one proposal. [`OnProposal::default`] is as on the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnProposal {
    /// Whether a moderator reads every comment first.
    pub everything: bool,
    own: BTreeMap<Switch, bool>,
}

/// How "every comment" is kept.
const EVERYTHING: &str = "everything";

impl OnProposal {
    /// Whether these rules are on or off here; nothing where that is as on the site.
    #[must_use]
    pub fn of(&self, switch: Switch) -> Option<bool> {
        self.own.get(&switch).copied()
    }

    /// Says so; with nothing, it is as on the site.
    pub fn set(&mut self, switch: Switch, on: Option<bool>) {
        match on {
            Some(on) => self.own.insert(switch, on),
            None => self.own.remove(&switch),
        };
    }

    /// Reads what is kept with the proposal. What a newer program knows is passed over.
    #[must_use]
    pub fn read(kept: &str) -> Self {
        let mut all = Self::default();
        for word in kept.split(' ') {
            if word == EVERYTHING {
                all.everything = true;
            } else if let Some((switch, on)) = word.split_once('=')
                && let Ok(switch) = switch.parse()
            {
                all.set(switch, Some(on == "on"));
            }
        }
        all
    }

    /// As it is kept with the proposal: "everything links=off"; empty where all is as on the site.
    #[must_use]
    pub fn kept(&self) -> String {
        let own = self.own.iter().map(|(switch, on)| format!("{}={}", switch.as_str(), on_or_off(*on)));
        self.everything.then(|| EVERYTHING.to_owned()).into_iter().chain(own).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for OnProposal {
    /// For people: "every comment; links off", or "as on the site".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.own.iter().map(|(switch, on)| format!("{} {}", switch.name(), on_or_off(*on)));
        let all: Vec<String> = self.everything.then(|| "every comment".to_owned()).into_iter().chain(own).collect();
        f.write_str(if all.is_empty() { "as on the site".to_owned() } else { all.join("; ") }.as_str())
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
