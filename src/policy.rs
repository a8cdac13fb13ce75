//! Who may do what, and when: the whole law in one place, without a database or a clock.

use crate::clock::Moment;
use crate::error::Closed;

crate::words! {
    /// What somebody is trusted with.
    pub enum Role {
        /// Reads, comments, votes, follows.
        Member = "member",
        /// Reads what staff may read.
        Analyst = "analyst",
        /// Decides on comments.
        Moderator = "moderator",
        /// Writes proposals and pages.
        Editor = "editor",
        /// All of that, and invites others.
        Administrator = "administrator",
    }
}

crate::words! {
    /// In which capacity somebody speaks; counted apart, never added up in silence.
    pub enum Capacity {
        /// Somebody who lives here.
        Resident = "resident",
        /// Somebody whose work this is.
        Professional = "professional",
        /// Somebody who speaks for a group.
        Organisation = "organisation",
    }
}

crate::words! {
    /// The part of life that an area of focus belongs to.
    pub enum LifeStage {
        /// Children and young people.
        Start = "start",
        /// The years of work and family.
        Live = "live",
        /// Later life.
        Age = "age",
        /// What every service needs.
        Enabler = "enabler",
    }
}

crate::words! {
    /// How far a proposal has come. Later stages have their own pages.
    pub enum Stage {
        /// Only staff see it.
        Draft = "draft",
        /// Announced; it opens on a date.
        Forthcoming = "forthcoming",
        /// It takes votes and comments.
        Open = "open",
        /// It takes no more.
        Closed = "closed",
        /// Every response is read.
        Analysing = "analysing",
        /// The decision is public.
        OutcomePublished = "outcome_published",
        /// Taken back, with a reason.
        Withdrawn = "withdrawn",
    }
}

crate::words! {
    /// When a proposal's totals can be seen.
    pub enum Totals {
        /// Always.
        Public = "public",
        /// By those who have voted, and by all after the close.
        AfterVoting = "after_voting",
        /// By all, after the close.
        AfterClose = "after_close",
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See a proposal and its comments.
    Read,
    /// Vote on a proposal or a comment.
    Vote,
    /// Comment or reply.
    Comment,
    /// Follow a proposal or an area.
    Follow,
    /// Report a comment.
    Report,
    /// Decide on a reported comment.
    Moderate,
    /// Write, open, close and extend proposals; change pages and areas.
    Edit,
    /// Verify professions and organisations.
    Verify,
    /// Invite staff.
    Invite,
}

impl Action {
    /// Every action, in the order of the grid.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Vote,
        Self::Comment,
        Self::Follow,
        Self::Report,
        Self::Moderate,
        Self::Edit,
        Self::Verify,
        Self::Invite,
    ];
}

/// Whether somebody with this role (`None`: not signed in) may do this to something in this stage.
#[must_use]
pub fn may(who: Option<Role>, stage: Stage, action: Action) -> bool {
    use Action as A;
    let staff = matches!(who, Some(Role::Analyst | Role::Moderator | Role::Editor | Role::Administrator));
    let visible = stage != Stage::Draft || staff;
    match action {
        A::Read | A::Report => visible,
        A::Vote | A::Comment => who.is_some() && stage == Stage::Open,
        A::Follow => who.is_some() && visible,
        A::Moderate => moderates(who),
        A::Edit => edits(who),
        A::Verify => verifies(who),
        A::Invite => who == Some(Role::Administrator),
    }
}

/// Whether this role decides on comments.
#[must_use]
pub fn moderates(who: Option<Role>) -> bool {
    matches!(who, Some(Role::Moderator | Role::Administrator))
}

/// Whether this role verifies professions and organisations.
#[must_use]
pub fn verifies(who: Option<Role>) -> bool {
    matches!(who, Some(Role::Moderator | Role::Administrator))
}

/// Whether this role reads what people answer to consultations.
#[must_use]
pub fn analyses(who: Option<Role>) -> bool {
    matches!(who, Some(Role::Analyst | Role::Editor | Role::Administrator))
}

/// Whether this role writes proposals and pages.
#[must_use]
pub fn edits(who: Option<Role>) -> bool {
    matches!(who, Some(Role::Editor | Role::Administrator))
}

impl From<Stage> for views::parts::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::Forthcoming => Self::Forthcoming,
            Stage::Open => Self::Open,
            Stage::Closed => Self::Closed,
            Stage::Analysing => Self::Analysing,
            Stage::OutcomePublished => Self::OutcomePublished,
            Stage::Withdrawn => Self::Withdrawn,
        }
    }
}

impl From<LifeStage> for views::parts::LifeStage {
    fn from(stage: LifeStage) -> Self {
        match stage {
            LifeStage::Start => Self::Start,
            LifeStage::Live => Self::Live,
            LifeStage::Age => Self::Age,
            LifeStage::Enabler => Self::Enabler,
        }
    }
}

impl From<Capacity> for views::accounts::Capacity {
    fn from(capacity: Capacity) -> Self {
        match capacity {
            Capacity::Resident => Self::Resident,
            Capacity::Professional => Self::Professional,
            Capacity::Organisation => Self::Organisation,
        }
    }
}

impl Stage {
    /// The stage at this moment: the announced dates open and close a proposal by themselves, to the second.
    #[must_use]
    pub fn at(self, now: Moment, opens: Option<Moment>, closes: Option<Moment>) -> Self {
        match self {
            Self::Forthcoming | Self::Open | Self::Closed => {
                if closes.is_some_and(|at| at <= now) {
                    Self::Closed
                } else if opens.is_none_or(|at| at > now) {
                    Self::Forthcoming
                } else {
                    Self::Open
                }
            }
            other => other,
        }
    }

    /// Nothing when votes and comments are taken in this stage; else why not.
    ///
    /// # Errors
    /// [`Closed`], with the date that a person would ask for.
    pub fn takes_part(self, opens: Option<Moment>, closes: Option<Moment>) -> Result<(), Closed> {
        match self {
            Self::Open => Ok(()),
            Self::Draft | Self::Forthcoming => Err(Closed::NotYet(opens)),
            // Its day of closing may still be to come.
            Self::Withdrawn => Err(Closed::Since(None)),
            _ => Err(Closed::Since(closes)),
        }
    }
}

/// Whether a proposal's totals may be shown to somebody who has, or has not, voted.
#[must_use]
pub fn shows_totals(totals: Totals, stage: Stage, has_voted: bool) -> bool {
    match totals {
        Totals::Public => true,
        Totals::AfterVoting => has_voted || is_over(stage),
        Totals::AfterClose => is_over(stage),
    }
}

/// Whether no more votes and comments are taken, for good.
#[must_use]
pub fn is_over(stage: Stage) -> bool {
    !matches!(stage, Stage::Draft | Stage::Forthcoming | Stage::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_reads_as_it_was_agreed() {
        let roles = [
            None,
            Some(Role::Member),
            Some(Role::Analyst),
            Some(Role::Moderator),
            Some(Role::Editor),
            Some(Role::Administrator),
        ];
        let mut grid = String::new();
        for stage in Stage::ALL {
            for role in roles {
                let name = role.map_or("visitor", Role::as_str);
                let can: Vec<String> = Action::ALL
                    .iter()
                    .filter(|a| may(role, *stage, **a))
                    .map(|a| format!("{a:?}").to_lowercase())
                    .collect();
                grid.push_str(&format!("{:<18}{name:<14}{}\n", stage.as_str(), can.join(" ")));
            }
        }
        insta::assert_snapshot!("grid", grid);
    }

    #[test]
    fn dates_open_and_close_to_the_second() {
        let at = |s: &str| Moment::parse_from_str(s, "%Y-%m-%d %H:%M:%S").expect("a date in the test");
        let (opens, closes) = (Some(at("2026-10-12 08:00:00")), Some(at("2026-12-04 17:00:00")));
        for (now, stage) in [
            ("2026-10-12 07:59:59", Stage::Forthcoming),
            ("2026-10-12 08:00:00", Stage::Open),
            ("2026-12-04 16:59:59", Stage::Open),
            ("2026-12-04 17:00:00", Stage::Closed),
        ] {
            assert_eq!(Stage::Forthcoming.at(at(now), opens, closes), stage, "{now}");
        }
        assert_eq!(Stage::Forthcoming.at(at("2026-10-12 08:00:00"), None, None), Stage::Forthcoming);
        assert_eq!(Stage::Withdrawn.at(at("2026-10-12 08:00:00"), opens, closes), Stage::Withdrawn);
    }
}
