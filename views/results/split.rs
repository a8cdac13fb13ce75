//! By what answers are told apart: the choice, and the groups of what was chosen.

use super::{Results, tables};
use crate::paths;
use maud::{Markup, html};

/// By what answers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// By the capacity in which people answered.
    Capacity,
    /// By how the responses came.
    Channel,
    /// By the borough that people named.
    Borough,
}

impl Split {
    /// All of them; the first is shown where nobody chose.
    pub const ALL: [Split; 3] = [Split::Capacity, Split::Channel, Split::Borough];

    /// What stands for it in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Split::Capacity => "capacity",
            Split::Channel => "channel",
            Split::Borough => "borough",
        }
    }

    /// What its link says.
    pub(super) fn words(self) -> &'static str {
        match self {
            Split::Capacity => "By who answered",
            Split::Channel => "By how it came",
            Split::Borough => "By borough",
        }
    }

    /// What stands above the names of its groups.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Split::Capacity => "Answering as",
            Split::Channel => "How it came",
            Split::Borough => "Borough",
        }
    }
}

/// The groups in which answers are shown.
#[derive(Clone, Debug)]
pub struct Groups {
    /// By what they are told apart.
    pub split: Split,
    /// By what else they could be.
    pub offered: Vec<Split>,
    /// What each is called. One alone has everybody.
    pub names: Vec<String>,
    /// The boroughs or channels that are shown together because they are small.
    pub together: Vec<String>,
}

/// The ways to look at the answers, and the groups of the one that was chosen.
pub(super) fn split(view: &Results) -> Markup {
    let (groups, here) = (&view.groups, paths::results(&view.slug));
    html! {
        section.fm-flow #split aria-labelledby="h-split" {
            h2 #h-split { "How to look at the answers" }
            nav aria-labelledby="h-split" {
                p.fm-row {
                    @for one in &groups.offered {
                        @let to = format!("{here}?by={}#split", one.word());
                        @if *one == groups.split { strong { a href=(to) aria-current="true" { (one.words()) } } }
                        @else { a href=(to) { (one.words()) } }
                    }
                }
            }
            @if groups.names.len() < 2 {
                @if view.counted_at.is_some() {
                    p {
                        "All answers are counted together here. We show a group by itself only if it has at least 10 responses, "
                        "and there are no two such groups."
                    }
                }
            } @else if groups.split != Split::Capacity {
                (tables::bases(&view.responses, ("Responses in each group", "Responses"), groups))
                @if !groups.together.is_empty() {
                    p.fm-caveat {
                        "Each group that we show has at least 10 responses, so that it is hard to tell what one person answered. So these are counted together: "
                        (groups.together.join("; ")) "."
                    }
                }
            }
        }
    }
}
