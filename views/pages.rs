//! Pages of text about the vision and the site, and the case studies.

use crate::dates;
use crate::house_rules;
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, LifeStage};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// A page of text.
#[derive(Clone, Debug)]
pub struct ContentPage {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence; may be empty.
    pub summary: String,
    /// The text, as HTML that the app made from Markdown.
    pub body_html: String,
    /// When it was last changed, in UTC.
    pub updated_at: Option<NaiveDateTime>,
    /// Of the house rules: the number of this wording, and since when it is in force, in UTC.
    pub version: Option<(i64, NaiveDateTime)>,
    /// Of the page about the Online Safety Act: whether residents can suggest proposals.
    pub by_residents: Option<bool>,
    /// Other pages that belong with it: name in addresses, and title.
    pub related: Vec<(String, String)>,
}

/// A case study in a list.
#[derive(Clone, Debug)]
pub struct CaseStudyLink {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What happened, in a sentence.
    pub summary: String,
    /// The areas of focus to which it belongs.
    pub areas: Vec<AreaTag>,
}

/// The area to which something belongs.
#[derive(Clone, Debug)]
pub struct AreaTag {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its stage of life.
    pub life_stage: LifeStage,
}

/// Where a statement can be checked.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A case study.
#[derive(Clone, Debug)]
pub struct CaseStudy {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What happened, in a sentence.
    pub summary: String,
    /// The text, as HTML that the app made from Markdown.
    pub body_html: String,
    /// The areas of focus to which it belongs.
    pub areas: Vec<AreaTag>,
    /// Where it can be checked.
    pub sources: Vec<Source>,
}

/// A page of text.
pub fn show(view: &ContentPage) -> Markup {
    page(
        &Shell::new(&view.title),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap.fm-cols {
                div {
                    div.fm-flow {
                        h1 { (view.title) }
                        @if !view.summary.is_empty() { p.fm-lede { (view.summary) } }
                    }
                    @if let Some((number, since)) = view.version { (house_rules::in_force(number, since)) }
                    @if let Some(by_residents) = view.by_residents { (who_writes(by_residents)) }
                    div.fm-prose.fm-space-l { (PreEscaped(&view.body_html)) }
                    @if let (Some(at), None) = (view.updated_at, view.version) {
                        p.fm-caveat.fm-space-l { "Last changed on " (dates::time(at, &dates::day(at))) "." }
                    }
                }
                (related(view))
            } }
        },
    )
}

/// Who writes proposals, and what follows from it by law. It stands apart from the text that staff write, because it is so
/// by a setting.
fn who_writes(by_residents: bool) -> Markup {
    html! {
        div.fm-prose.fm-space-l {
            h2 { "Who writes proposals here" }
            @if by_residents {
                p { "Our team writes proposals, and people who live here suggest some. A member of our team reads each suggestion before others can. A proposal that somebody suggested says who it was, and where to write if something is wrong with it." }
                p { "So you can meet here what other people wrote, and not only comments on what the site itself publishes. The law calls such a site a user-to-user service. The exemption in Schedule 1, paragraph 4 does not hold for it: the duties of the Act apply." }
            } @else {
                p { "Only our team writes proposals. Other people comment on them, reply, and vote." }
                p { "The Act leaves out sites on which people can do no more than comment on what the site itself publishes, and vote on it (Schedule 1, paragraph 4). This site is built to stay within that. Whether it applies to all that people can do here, such as replies, is for the partnership to check." }
            }
        }
    }
}

fn related(view: &ContentPage) -> Markup {
    html! {
        @if !view.related.is_empty() {
            aside.fm-side aria-label="Related pages" { section {
                h2 { "Related pages" }
                ul.fm-docs { @for (slug, title) in &view.related { li { a href=(paths::page(slug)) { (title) } } } }
            } }
        }
    }
}

/// All case studies.
pub fn case_study_index(studies: &[CaseStudyLink]) -> Markup {
    page(
        &Shell::new("Case studies").nav(Nav::None),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow.fm-gap {
                    h1 { "Case studies" }
                    p.fm-lede { "What has been tried in London, what came of it, and where you can check it." }
                }
                @if studies.is_empty() { p { "There are no case studies yet." } }
                @else { (rows(studies)) }
            } }
        },
    )
}

fn rows(studies: &[CaseStudyLink]) -> Markup {
    html! {
        ul.fm-list {
            @for study in studies {
                li.fm-item {
                    (area_marks(&study.areas))
                    div.fm-flow.fm-tight {
                        h2.fm-h3 { a href=(paths::case_study(&study.slug)) { (study.title) } }
                        p { (study.summary) }
                    }
                }
            }
        }
    }
}

/// Case studies as a short list, for a page that has other things to say.
pub fn case_study_list(studies: &[CaseStudyLink]) -> Markup {
    html! {
        ul.fm-docs {
            @for study in studies {
                li { a href=(paths::case_study(&study.slug)) { (study.title) } small { (study.summary) } }
            }
        }
    }
}

fn area_marks(areas: &[AreaTag]) -> Markup {
    html! {
        p.fm-kicker { @for area in areas { (parts::stage_mark(area.life_stage, &area.title)) " " } }
    }
}

/// The page of one case study.
pub fn case_study(view: &CaseStudy) -> Markup {
    let content = html! {
        (parts::breadcrumbs(&[("Home", paths::home()), ("Case studies", paths::case_studies())]))
        @if !view.areas.is_empty() { (area_marks(&view.areas)) }
        h1 { (view.title) }
        @if !view.summary.is_empty() { p.fm-lede { (view.summary) } }
    };
    let head = match view.areas.first() {
        Some(area) => parts::tinted_head(area.life_stage, content),
        None => html! { div.fm-head { div.fm-wrap.fm-flow { (content) } } },
    };
    page(
        &Shell::new(&view.title),
        html! {
            (head)
            div.fm-main { div.fm-wrap.fm-cols {
                div.fm-prose { (PreEscaped(&view.body_html)) }
                (case_study_aside(view))
            } }
        },
    )
}

fn case_study_aside(view: &CaseStudy) -> Markup {
    html! {
        @if !view.areas.is_empty() || !view.sources.is_empty() {
            aside.fm-side aria-label="About this case study" {
                @if !view.areas.is_empty() {
                    section {
                        h2 { "Areas of focus" }
                        ul.fm-docs { @for area in &view.areas { li { a href=(paths::area(&area.slug)) { (area.title) } } } }
                    }
                }
                @if !view.sources.is_empty() {
                    section {
                        h2 { "Sources" }
                        ul.fm-docs { @for source in &view.sources { li { (parts::outside_link(&source.url, &source.title)) } } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_text_and_escapes_the_rest() {
        let view = ContentPage {
            slug: "privacy".into(),
            title: "Privacy & you".into(),
            summary: "<b>".into(),
            body_html: "<h2>What we keep</h2>".into(),
            updated_at: None,
            by_residents: None,
            version: None,
            related: vec![("cookies".into(), "Cookies".into())],
        };
        let html = show(&view).into_string();
        assert!(html.contains("<h1>Privacy &amp; you</h1>"), "{html}");
        assert!(html.contains("&lt;b&gt;") && html.contains("<h2>What we keep</h2>"), "{html}");
        assert!(html.contains(r#"<a href="/about/cookies">Cookies</a>"#), "{html}");
    }

    #[test]
    fn a_case_study_names_areas_and_sources() {
        let view = CaseStudy {
            slug: "ulez".into(),
            title: "A zone".into(),
            summary: String::new(),
            body_html: "<p>Text.</p>".into(),
            areas: vec![AreaTag { slug: "air".into(), title: "Clean air".into(), life_stage: LifeStage::Live }],
            sources: vec![Source { title: "Report".into(), url: "https://example.org/r".into() }],
        };
        let html = case_study(&view).into_string();
        assert!(html.contains(r#"<a href="/areas/air">Clean air</a>"#), "{html}");
        assert!(html.contains("fm-head--tint is-live"), "{html}");
        assert!(html.contains(">Report</a>"), "{html}");
        assert!(case_study_index(&[]).into_string().contains("There are no case studies yet."));
    }
}
