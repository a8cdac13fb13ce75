//! The areas of focus: the list by stage of life, and a page for each.

use crate::frame;
use crate::holes::{Hole, hole};
use crate::layout::{Nav, Shell, page};
use crate::pages::CaseStudyLink;
use crate::parts::{self, LifeStage, ProposalRow, Setting, Stage};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// An area in a list.
#[derive(Clone, Debug)]
pub struct AreaLink {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its stage of life.
    pub life_stage: LifeStage,
    /// Proposals open in it now.
    pub open: i64,
}

/// A figure that shows why an area matters, with the place where anybody can check it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number as it is read: "4,100", "1 in 5".
    pub value: String,
    /// What it counts, as a sentence.
    pub sentence: String,
    /// The name of the source.
    pub source_title: String,
    /// The address of the source.
    pub source_url: String,
}

/// Something to read on another site.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What it is and how long, such as "Web page, 4 minutes".
    pub note: String,
}

/// An area of focus with all that its page shows.
#[derive(Clone, Debug)]
pub struct Area {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its stage of life.
    pub life_stage: LifeStage,
    /// What shall be true one day; it heads the page.
    pub ambition: String,
    /// What the partnership aims at, in a sentence or two.
    pub summary: String,
    /// Why it matters, as HTML that the app made from Markdown.
    pub why_html: String,
    /// Figures with their sources.
    pub figures: Vec<Figure>,
    /// All its proposals that the public may see.
    pub proposals: Vec<ProposalRow>,
    /// Case studies about it.
    pub case_studies: Vec<CaseStudyLink>,
    /// Who decides, as HTML that the app made from Markdown; empty when nobody has written it yet.
    pub who_decides_html: String,
    /// More to read elsewhere.
    pub reading: Vec<Reading>,
    /// Whether residents can suggest proposals.
    pub by_residents: bool,
}

/// All areas.
#[derive(Clone, Debug)]
pub struct AreaIndex {
    /// The areas in the order in which they are shown within a stage.
    pub areas: Vec<AreaLink>,
    /// The line beside the heading; empty for none.
    pub intro: String,
    /// A line on where titles and texts come from; empty for none.
    pub note: String,
}

/// The page that lists all areas.
pub fn index(view: &AreaIndex) -> Markup {
    let shell = Shell::new("Areas of focus").nav(Nav::Areas);
    page(
        &shell,
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow.fm-gap {
                    h1 { "Areas of focus" }
                    p.fm-lede {
                        @if !view.intro.is_empty() { (view.intro) ". " }
                        "Choose an area to see why it matters and what is proposed."
                    }
                }
                (by_stage(&view.areas, 2))
                @if !view.note.is_empty() { p.fm-caveat { (view.note) } }
            } }
        },
    )
}

/// The areas under the four stages of life; `level` is the level of the stages' headings, 2 or 3.
pub fn by_stage(areas: &[AreaLink], level: u8) -> Markup {
    html! {
        @for stage in LifeStage::ALL {
            @let here: Vec<&AreaLink> = areas.iter().filter(|area| area.life_stage == stage).collect();
            @if !here.is_empty() {
                div.fm-life.(stage.class()) {
                    div {
                        @if level == 2 { h2.fm-h3 { (parts::stage_mark(stage, frame::label(stage))) } }
                        @else { h3 { (parts::stage_mark(stage, frame::label(stage))) } }
                        p { (frame::description(stage)) }
                    }
                    ul.fm-toc { @for area in here { (entry(area)) } }
                }
            }
        }
    }
}

fn entry(area: &AreaLink) -> Markup {
    html! {
        li { a href=(paths::area(&area.slug)) {
            span { (area.title) }
            @if area.open > 0 { " " small.is-open { (parts::number(area.open)) " open" } }
        } }
    }
}

/// The page of one area.
pub fn show(area: &Area, now: NaiveDateTime) -> Markup {
    let shell = Shell::new(&area.title).nav(Nav::Areas);
    page(
        &shell,
        html! {
            (head(area))
            div.fm-main { div.fm-wrap.fm-cols {
                div.fm-stack {
                    (why(area))
                    (proposals(area, now))
                    (case_studies(area))
                }
                (aside(area))
            } }
        },
    )
}

fn head(area: &Area) -> Markup {
    let heading = if area.ambition.is_empty() { &area.title } else { &area.ambition };
    parts::tinted_head(
        area.life_stage,
        html! {
            (parts::breadcrumbs(&[("Home", paths::home()), ("Areas of focus", paths::areas())]))
            p.fm-kicker {
                (parts::stage_mark(area.life_stage, frame::label(area.life_stage)))
                @if !area.ambition.is_empty() { " " span { (area.title) } }
            }
            h1 { (heading) }
            @if !area.summary.is_empty() { p.fm-lede { (area.summary) } }
            (hole(Hole::Follow))
        },
    )
}

fn why(area: &Area) -> Markup {
    html! {
        @if !area.why_html.is_empty() || !area.figures.is_empty() {
            section aria-labelledby="h-why" {
                h2 #h-why { "Why it matters" }
                @for figure in &area.figures {
                    div.fm-figure.fm-space.(area.life_stage.class()) {
                        b { (figure.value) }
                        div {
                            p.fm-lede { (figure.sentence) }
                            p.fm-small.fm-quiet { "Source: " (parts::outside_link(&figure.source_url, &figure.source_title)) }
                        }
                    }
                }
                div.fm-prose.fm-space { (PreEscaped(&area.why_html)) }
            }
        }
    }
}

fn proposals(area: &Area, now: NaiveDateTime) -> Markup {
    let of = |wanted: fn(Stage) -> bool| -> Vec<ProposalRow> {
        area.proposals.iter().filter(|row| wanted(row.stage)).cloned().collect()
    };
    let groups = [
        ("Open", of(|stage| stage == Stage::Open)),
        ("Coming next", of(|stage| stage == Stage::Forthcoming)),
        ("Closed", of(|stage| !matches!(stage, Stage::Open | Stage::Forthcoming | Stage::Draft))),
    ];
    html! {
        section aria-labelledby="h-prop" {
            h2 #h-prop { "Proposals" }
            @if groups.iter().all(|(_, rows)| rows.is_empty()) {
                p.fm-space-s { "There is no proposal in this area yet. Follow it, and we can tell you when there is." }
            }
            @for (heading, rows) in &groups {
                @if !rows.is_empty() {
                    h3.fm-subhead { (heading) }
                    (parts::proposal_list(rows, Setting::OneArea, now))
                }
            }
            @if area.by_residents {
                p.fm-space { a href=(paths::area_suggestions(&area.slug)) { "Suggest a proposal" } }
            }
        }
    }
}

fn case_studies(area: &Area) -> Markup {
    html! {
        @if !area.case_studies.is_empty() {
            section aria-labelledby="h-cases" {
                h2.fm-gap #h-cases { "Case studies" }
                (crate::pages::case_study_list(&area.case_studies))
            }
        }
    }
}

fn aside(area: &Area) -> Markup {
    html! {
        @if !area.who_decides_html.is_empty() || !area.reading.is_empty() {
            aside.fm-side aria-label="About this area" {
                @if !area.who_decides_html.is_empty() {
                    section { h2 { "Who decides" } div.fm-flow { (PreEscaped(&area.who_decides_html)) } }
                }
                @if !area.reading.is_empty() {
                    section {
                        h2 { "Read more" }
                        ul.fm-docs {
                            @for item in &area.reading {
                                li { (parts::outside_link(&item.url, &item.title)) @if !item.note.is_empty() { small { (item.note) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> Area {
        Area {
            slug: "air".into(),
            title: "Improve <air> quality".into(),
            life_stage: LifeStage::Live,
            ambition: "Every Londoner breathes safe air".into(),
            summary: "An aim.".into(),
            why_html: "<p>Dirty air harms.</p>".into(),
            figures: vec![
                Figure {
                    value: "4,100".into(),
                    sentence: "A sentence.".into(),
                    source_title: "A source".into(),
                    source_url: "https://example.org/".into(),
                },
                Figure {
                    value: "2".into(),
                    sentence: "Another.".into(),
                    source_title: "Nowhere".into(),
                    source_url: "javascript:alert(1)".into(),
                },
            ],
            proposals: Vec::new(),
            case_studies: Vec::new(),
            who_decides_html: String::new(),
            reading: Vec::new(),
            by_residents: false,
        }
    }

    #[test]
    fn a_page_of_an_area_escapes_and_links_only_to_the_web() {
        let html = show(&area(), NaiveDateTime::default()).into_string();
        assert!(html.contains("Improve &lt;air&gt; quality"), "{html}");
        assert!(html.contains("<h1>Every Londoner breathes safe air</h1>"), "{html}");
        assert!(html.contains("<p>Dirty air harms.</p>"), "{html}");
        assert!(html.contains(r#"<a href="https://example.org/" rel="noopener">A source</a>"#), "{html}");
        assert!(!html.contains("javascript:"), "{html}");
        assert!(html.contains("There is no proposal in this area yet."), "{html}");
        assert!(!html.contains("<aside"), "{html}");
    }

    #[test]
    fn areas_stand_under_their_stage() {
        let link = |slug: &str, life_stage, open| AreaLink { slug: slug.into(), title: slug.into(), life_stage, open };
        let areas = vec![link("old", LifeStage::Age, 0), link("young", LifeStage::Start, 2)];
        let html = index(&AreaIndex { areas, intro: String::new(), note: String::new() }).into_string();
        assert!(html.find("young") < html.find("old"), "{html}");
        assert!(html.contains("2 open") && !html.contains("0 open"), "{html}");
        assert!(!html.contains("Foundations</h2>"), "{html}");
    }
}
