//! Organisations: what everybody may know of them, and the pages of those who belong to one.

mod own;
mod places;
mod staff;

pub use own::{Fields, InvitationLine, MemberLine, Mine, Own, own};
pub use places::{Leaving, invitation, invitation_not_valid, leaving};
pub use staff::{Act, Check, Line, Queue, check, queue};

use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{Badge, badge, breadcrumbs, count, number};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// What an organisation can be: word, and what people read.
pub const KINDS: [(&str, &str); 10] = [
    ("charity", "A charity"),
    ("community", "A community group"),
    ("faith", "A faith group"),
    ("patients", "A group of patients, carers or families"),
    ("professional", "A professional body"),
    ("union", "A trade union"),
    ("business", "A business or a business association"),
    ("public", "A public body, such as an NHS trust or a council"),
    ("research", "A university or a research group"),
    ("other", "Something else"),
];

fn kind_words(word: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, words)| words)
}

/// Where an organisation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Staff have yet to decide.
    #[default]
    Waiting,
    /// It is what it says.
    Verified,
    /// Staff could not check it.
    Refused,
    /// Staff took the verification back.
    Withdrawn,
    /// Nobody belongs to it any more.
    Closed,
}

/// What may be known of an organisation.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, as one word of [`KINDS`].
    pub kind: &'static str,
    /// What it works on.
    pub area: String,
    /// Whom it speaks for.
    pub represents: String,
    /// How many they are.
    pub size: i64,
    /// Where it is registered: the register's name and address, and the number there.
    pub number: Option<(&'static str, &'static str, String)>,
    /// Where it stands.
    pub state: State,
}

/// The badge of an organisation on its own page.
fn own_badge(state: State) -> Markup {
    match state {
        State::Verified => badge(&Badge::Organisation { name: String::new(), verified: true, slug: None }),
        State::Waiting | State::Refused => {
            badge(&Badge::Organisation { name: String::new(), verified: false, slug: None })
        }
        State::Withdrawn => html! { span.fm-badge.fm-badge--org { "Organisation, not verified any more" } },
        State::Closed => html! { span.fm-badge.fm-badge--org { "Organisation, nobody speaks for it here any more" } },
    }
}

fn fact(key: &str, value: Markup) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (key) }
            dd.govuk-summary-list__value { (value) }
        }
    }
}

/// What it is, as a list of facts.
fn facts(about: &About, more: Markup) -> Markup {
    html! {
        dl.govuk-summary-list {
            (fact("What it is", html! { (kind_words(about.kind)) }))
            (fact("Works on", html! { bdi { (about.area) } }))
            (fact("Speaks for", html! { bdi { (about.represents) } ", " (count(about.size, "person", "people")) }))
            @if let Some((register, address, numbered)) = &about.number {
                (fact("Registered", html! { a href=(*address) rel="noreferrer" { (register) } ", number " (numbered) }))
            }
            (more)
        }
    }
}

/// Something said in the name of an organisation.
#[derive(Clone, Debug)]
pub struct Said {
    /// The comment.
    pub id: i64,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// The name of who wrote it.
    pub author_name: String,
    /// When it was written, in UTC.
    pub at: NaiveDateTime,
    /// The title of the proposal.
    pub proposal_title: String,
    /// Its name in addresses.
    pub proposal_slug: String,
}

/// An organisation's own page.
#[derive(Clone, Debug, Default)]
pub struct Public {
    /// What it is.
    pub about: About,
    /// What was said in its name, the latest first.
    pub said: Vec<Said>,
    /// The way through that.
    pub pages: Pages,
    /// The button to follow it; nothing where there is nothing to follow.
    pub follow: Option<Markup>,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page of an organisation. It names nobody who has not written in its name.
pub fn public(view: &Public) -> Markup {
    let name = view.about.name.as_str();
    page(
        &Shell::new(name),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), ("Organisations", paths::organisations())])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { bdi { (name) } }
                p { (own_badge(view.about.state)) }
                (facts(&view.about, html! {}))
                @if let Some(button) = &view.follow {
                    section.fm-space.fm-flow { h2.fm-h3 { "Follow" } (button) }
                }
                section.fm-space.fm-flow {
                    h2 { "What it has said" }
                    @if view.said.is_empty() { p { "Nothing yet." } }
                    @else { ol.fm-thread { @for one in &view.said { li { (said(one, view.now)) } } } }
                    (paging::nav(&view.pages, "Pages of comments"))
                }
            } } }
        },
    )
}

fn said(one: &Said, now: NaiveDateTime) -> Markup {
    html! {
        article.fm-comment aria-labelledby={ "c" (one.id) "-on" } {
            h3.fm-h3 id={ "c" (one.id) "-on" } { a href=(paths::proposal(&one.proposal_slug)) { (one.proposal_title) } }
            p.fm-comment__by {
                "by " b { bdi { (one.author_name) } } " "
                a.fm-quiet href=(paths::comment(one.id)) { (dates::time(one.at, &dates::short_in(now, one.at))) }
            }
            div.fm-comment__text dir="auto" { (PreEscaped(&one.body_html)) }
        }
    }
}

/// The list of verified organisations.
pub fn index(all: &[About], pages: &Pages) -> Markup {
    page(
        &Shell::new("Organisations"),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "Organisations" }
                p {
                    "Our team has checked that these are what they say. Their people can comment in their name. "
                    a href=(paths::account_organisation()) { "Register your organisation" }
                }
                @if all.is_empty() { p { "None yet." } } @else {
                    ul.fm-docs {
                        @for one in all {
                            li {
                                a href=(paths::organisation(&one.slug)) { bdi { (one.name) } }
                                small {
                                    (kind_words(one.kind)) ". Speaks for " bdi { (one.represents) } ", " (number(one.size)) " people."
                                }
                            }
                        }
                    }
                }
                (paging::nav(pages, "Pages of organisations"))
            } } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle() -> About {
        About {
            slug: "circle".into(),
            name: "<i>Circle</i>".into(),
            kind: "patients",
            area: "Dementia".into(),
            represents: "carers".into(),
            size: 1_200,
            number: Some(("Charity Commission", "https://register.example/", "1234567".into())),
            state: State::Verified,
        }
    }

    #[test]
    fn its_page_says_what_it_is_and_in_which_state() {
        let mut view = Public { about: circle(), ..Public::default() };
        let html = public(&view).into_string();
        assert!(html.contains("&lt;i&gt;Circle&lt;/i&gt;"), "{html}");
        assert!(html.contains("Organisation, verified") && html.contains("carers</bdi>, 1,200 people"), "{html}");
        view.about.state = State::Withdrawn;
        assert!(public(&view).into_string().contains("not verified any more"));
        assert!(index(&[circle()], &Pages::default()).into_string().contains(r#"href="/organisations/circle""#));
    }
}
