//! How it was counted: what counts, what does not, how it came, and who sent the same.

use super::{FEWEST, Results, Split, tables};
use crate::parts;
use maud::{Markup, html};

/// How it was counted, and what of the responses does not count.
pub(super) fn how(view: &Results) -> Markup {
    let rows = [("Sent in time", view.on_time), ("Sent late", view.late), ("Taken back", view.taken_back)];
    html! {
        section.fm-flow aria-labelledby="h-count" {
            h2.fm-gap #h-count { "How we counted" }
            div.fm-prose {
                p {
                    "Each person has one response, and so has each organisation. If they sent it more than once, the last one counts. "
                    "What was taken back does not count."
                }
                p {
                    @if view.late_days > 0 {
                        "For " (parts::count(view.late_days, "day", "days")) " after the close we still took responses. "
                        "They are marked as late, and count like the others."
                    } @else { "After the close we took no more responses." }
                }
                p {
                    "People who live here, people whose work this is, and organisations can be looked at apart, and so can what came online, "
                    "on paper, by phone and at events. Somebody counts as a professional when we have checked their profession."
                }
                @if view.groups.offered.contains(&Split::Borough) {
                    p {
                        "The borough is the one that people named in their answers. "
                        "Boroughs with fewer than 10 responses are counted together. If those are fewer than 10 even together, "
                        "the smallest of the others is counted with them. The same goes for how responses came. "
                        "So it is hard to tell what one person answered."
                    }
                }
                p {
                    "Not everybody answers every question. So each table says how many did. "
                    "Where fewer than " (FEWEST) " did, we give no percentage: one more person could change it much."
                }
            }
            (tables::responses("What became of", &rows))
            (channels(view))
            (alike(view))
        }
    }
}

/// How they came, where not all came online.
fn channels(view: &Results) -> Markup {
    if view.channels.is_empty() {
        return html! {};
    }
    html! {
        div.fm-prose { p { "What did not come online was keyed in by two people, each without seeing what the other typed. It counts like the rest." } }
        (tables::responses("How they came, of", &view.channels))
    }
}

/// How many were sent together. All of them count, so this is another table, about the same responses.
fn alike(view: &Results) -> Markup {
    let sent = |n: usize| view.on_time[n] + view.late[n];
    // While a decision is being counted, the sums may not fit for a moment.
    let alone = [0, 1, 2].map(|n| (sent(n) - view.campaign[n] - view.duplicate[n]).max(0));
    let rows = [("Individual", alone), ("Part of a campaign", view.campaign), ("Duplicates", view.duplicate)];
    html! {
        div.fm-prose {
            p {
                "Some responses have nearly the same words. Staff look at them and say which came as part of a campaign, and "
                "which were sent more than once by the same person or organisation. Each of them counts, and each is read."
            }
        }
        (tables::responses("Who sent the same words, of", &rows))
    }
}
