//! Every kind of page is looked at, empty, filled and at fault: axe, reflow and the security policy, on a telephone and
//! on a desk. With `FOLKMOOT_PICTURES=1` in the environment a picture of each is kept, also on a tablet and in the dark.

mod coding;
mod consultations;
pub mod crowd;
mod doors;
mod emails;
mod members;
mod passkeys;
mod people;
mod public;
mod record;
mod sights;
mod staff;
mod suggestions;

use std::collections::BTreeSet;

use self::sights::{Sights, route_of};
use crate::chrome::Look;
use crate::hands::{Person, Way};
use crate::site::Site;

/// Somebody who looks at pages and notes what is wrong with them.
struct Inspector<'a> {
    person: Person,
    site: &'a Site,
    wrong: Vec<String>,
    pictures: bool,
    /// What this story says that it looks at.
    promised: &'static Sights,
    /// The routes of the pages that were looked at.
    pages: BTreeSet<&'static str>,
    /// The routes that answered with a form at fault.
    faults: BTreeSet<&'static str>,
}

impl<'a> Inspector<'a> {
    async fn arrives(site: &'a Site, promised: &'static Sights) -> Self {
        let person = Person::arrives(&site.address, Way::Mouse).await;
        let pictures = std::env::var_os("FOLKMOOT_PICTURES").is_some();
        let (pages, faults) = (BTreeSet::new(), BTreeSet::new());
        Self { person, site, wrong: Vec::new(), pictures, promised, pages, faults }
    }

    /// Goes to this path and looks, by day only.
    async fn visits(&mut self, name: &str, path: &str) {
        self.person.visits(path).await;
        self.looks(name).await;
    }

    /// Goes to this path and looks, in the dark too.
    async fn visits_by_day_and_night(&mut self, name: &str, path: &str) {
        self.visits(name, path).await;
        self.looks_in(name, Look::WIDE.dark(), "1280-dark").await;
        self.person.browser.put_on(Look::WIDE).await;
    }

    /// Looks at the page as it stands, on a desk and on a telephone.
    async fn looks(&mut self, name: &str) {
        if let Some(route) = route_of(&self.person.path().await) {
            let title = self.person.browser.client.title().await.expect("a title");
            let seen = if title.starts_with("Error: ") { &mut self.faults } else { &mut self.pages };
            seen.insert(route);
        }
        self.looks_in(name, Look::NARROW, "320").await;
        if self.pictures {
            self.person.browser.put_on(Look::MIDDLE).await;
            self.person.browser.picture(&format!("{name}-768")).await;
        }
        self.looks_in(name, Look::WIDE, "1280").await;
        let refused = self.person.browser.refused().await;
        self.notes(name, "any width", refused);
    }

    async fn looks_in(&mut self, name: &str, look: Look, as_what: &str) {
        let browser = &self.person.browser;
        browser.put_on(look).await;
        if self.pictures {
            browser.picture(&format!("{name}-{as_what}")).await;
        }
        let mut found = browser.axe().await;
        let too_wide = browser.too_wide_by().await;
        if too_wide > 0 {
            found.push(format!("wider than the window by {too_wide} px"));
        }
        self.notes(name, as_what, found);
    }

    fn notes(&mut self, name: &str, as_what: &str, faults: Vec<String>) {
        self.wrong.extend(faults.into_iter().map(|fault| format!("{name} at {as_what}: {fault}")));
    }

    /// Ends the inspection: panics with all that is wrong, or with what was promised and not looked at.
    fn leaves(self) {
        for (promised, seen) in [(self.promised.pages, &self.pages), (self.promised.faults, &self.faults)] {
            let missed: Vec<_> = promised.iter().filter(|route| !seen.contains(*route)).collect();
            assert!(missed.is_empty(), "promised and not looked at: {missed:?}; looked at: {seen:?}");
        }
        let (count, all) = (self.wrong.len(), self.wrong.join("\n"));
        assert!(self.wrong.is_empty(), "{count} faults:\n{all}\nThe server said:\n{}", self.site.log());
    }
}
