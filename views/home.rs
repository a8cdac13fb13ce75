//! The first page: what is open, what was decided, the areas of focus, and how a decision is made.

use crate::areas::{AreaLink, by_stage};
use crate::assembly;
pub use crate::assembly::Turnout;
use crate::decisions::{self, Outcome};
use crate::holes::{Hole, hole};
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, ProposalRow, Setting};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// One step on the way to a decision.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happens, in a few words.
    pub title: String,
    /// How, as HTML that the app made from Markdown.
    pub text_html: String,
}

/// The texts of the first page, which staff can change.
#[derive(Clone, Debug)]
pub struct HomeTexts {
    /// The title in the browser's tab.
    pub title: String,
    /// The sentence that opens the page.
    pub headline: String,
    /// What people can do here.
    pub lede: String,
    /// The sentence beside the heading of the areas.
    pub areas_intro: String,
    /// A line on where the areas' titles come from; empty for none.
    pub areas_note: String,
    /// The heading of the steps.
    pub steps_heading: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// The heading beside the form for emails.
    pub subscribe_heading: String,
    /// What one gets by email.
    pub subscribe_text: String,
}

/// The first page.
#[derive(Clone, Debug)]
pub struct Home {
    /// Its texts.
    pub texts: HomeTexts,
    /// How many people have taken part.
    pub turnout: Turnout,
    /// Proposals that are open, or the first of them.
    pub open: Vec<ProposalRow>,
    /// How many are open in all.
    pub open_count: i64,
    /// Proposals that will open.
    pub coming: Vec<ProposalRow>,
    /// The latest decision, where there is one.
    pub latest: Option<Outcome>,
    /// The areas of focus.
    pub areas: Vec<AreaLink>,
}

/// The first page, with the proposals soonest to close first. The hole for following takes
/// [`crate::follows::email_form`] for strangers and [`crate::follows::button`] for everybody else.
pub fn show(home: &Home, now: NaiveDateTime) -> Markup {
    let shell = Shell::new(&home.texts.title).nav(Nav::None);
    page(
        &shell,
        html! {
            div.fm-home {
                (hero(home))
                (open(home, now))
                @if let Some(outcome) = &home.latest {
                    section.fm-band.fm-band--2 aria-labelledby="h-did" {
                        div.fm-wrap.fm-cols.fm-cols--lead { (decisions::latest(outcome)) }
                    }
                }
                (areas(home))
                (steps(&home.texts))
                (subscribe(&home.texts))
            }
        },
    )
}

fn hero(home: &Home) -> Markup {
    html! {
        div.fm-hero { div.fm-wrap {
            div.fm-hero__text {
                h1 { (home.texts.headline) }
                p.fm-lede { (home.texts.lede) }
                div.govuk-button-group {
                    a.govuk-button href="#open" { "See what is open" }
                    a href="#decide" { "How a decision is made" }
                }
            }
            (assembly::figure(&home.turnout))
        } }
    }
}

fn open(home: &Home, now: NaiveDateTime) -> Markup {
    let mut rows = home.open.clone();
    rows.sort_by_key(|row| (row.closes_at.is_none(), row.closes_at));
    let said = match home.open_count {
        0 => String::new(),
        1 => "1 proposal".to_owned(),
        n => format!("{} proposals, soonest to close first", parts::number(n)),
    };
    html! {
        section.fm-band #open aria-labelledby="h-open" { div.fm-wrap {
            div.fm-sechead { h2 #h-open { "Open now" } p.fm-quiet { (said) } }
            @if rows.is_empty() { p { "Nothing is open at this moment. Leave your email address below, and we will tell you when something is." } }
            @else { (parts::proposal_list(&rows, Setting::AllAreas, now)) }
            @if !home.coming.is_empty() {
                div.fm-sechead.fm-space-l { h2 { "Coming next" } }
                (parts::proposal_list(&home.coming, Setting::AllAreas, now))
            }
            p.fm-more { a href=(paths::proposals()) { "All proposals" } }
        } }
    }
}

fn areas(home: &Home) -> Markup {
    let noun = if home.areas.len() == 1 { "area" } else { "areas" };
    let heading = format!("{} {noun} of focus", parts::sentence(&parts::in_words(home.areas.len())));
    html! {
        @if !home.areas.is_empty() {
            section.fm-band #areas aria-labelledby="h-areas" { div.fm-wrap {
                div.fm-sechead { h2 #h-areas { (heading) } p.fm-quiet { (home.texts.areas_intro) } }
                (by_stage(&home.areas, 3))
                @if !home.texts.areas_note.is_empty() { p.fm-caveat { (home.texts.areas_note) } }
            } }
        }
    }
}

fn steps(texts: &HomeTexts) -> Markup {
    html! {
        section.fm-deep.fm-band #decide aria-labelledby="h-decide" { div.fm-wrap {
            h2 #h-decide { (texts.steps_heading) }
            ol.fm-steps {
                @for step in &texts.steps { li { h3 { (step.title) } (PreEscaped(&step.text_html)) } }
            }
        } }
    }
}

fn subscribe(texts: &HomeTexts) -> Markup {
    html! {
        section.fm-band #emails aria-labelledby="h-sub" { div.fm-wrap.fm-cols.fm-cols--even {
            div.fm-flow { h2 #h-sub { (texts.subscribe_heading) } p.fm-lede { (texts.subscribe_text) } }
            div { (hole(Hole::Follow)) }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::{LifeStage, Stage};
    use chrono::NaiveDate;

    fn row(slug: &str, day: u32) -> ProposalRow {
        ProposalRow {
            slug: slug.into(),
            title: slug.into(),
            summary: "<script>".into(),
            area_title: "Air".into(),
            life_stage: LifeStage::Live,
            stage: Stage::Open,
            opens_at: None,
            closes_at: NaiveDate::from_ymd_opt(2026, 12, day).and_then(|day| day.and_hms_opt(17, 0, 0)),
            votes: 1,
            comments: 2,
            imported: false,
        }
    }

    fn home() -> Home {
        Home {
            texts: HomeTexts {
                title: "Help London decide".into(),
                headline: "Shape it <together>".into(),
                lede: "Lede".into(),
                areas_intro: String::new(),
                areas_note: String::new(),
                steps_heading: "How a decision is made".into(),
                steps: vec![Step { title: "We ask".into(), text_html: "<p>Early.</p>".into() }],
                subscribe_heading: "One email".into(),
                subscribe_text: "When it matters".into(),
            },
            turnout: LifeStage::ALL.map(|stage| (stage, 0)),
            open: vec![row("later", 18), row("sooner", 4)],
            open_count: 2,
            coming: Vec::new(),
            latest: None,
            areas: vec![AreaLink { slug: "air".into(), title: "Air".into(), life_stage: LifeStage::Live, open: 2 }],
        }
    }

    #[test]
    fn the_soonest_to_close_comes_first_and_nothing_slips_through() {
        let html = show(&home(), NaiveDateTime::default()).into_string();
        assert!(html.find("sooner") < html.find("later"), "{html}");
        assert!(html.contains("Shape it &lt;together&gt;") && !html.contains("<script"), "{html}");
        assert!(html.contains("One area of focus"), "{html}");
        assert!(html.contains(&hole(Hole::Follow).into_string()), "{html}");
        assert!(html.contains("Nobody has taken part yet."), "{html}");
        assert!(!html.contains("You said, we did") && !html.contains("Coming next"), "{html}");
    }

    #[test]
    fn an_empty_site_says_so() {
        let home = Home { open: Vec::new(), open_count: 0, areas: Vec::new(), ..home() };
        let html = show(&home, NaiveDateTime::default()).into_string();
        assert!(html.contains("Nothing is open at this moment."), "{html}");
        assert!(!html.contains("areas of focus"), "{html}");
    }
}
