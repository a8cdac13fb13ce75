//! The page of a proposal: what would change and why, your view, what people say, and what to read beside it.

use super::{ProposalPage, discussion, stage_line};
use crate::holes::{Hole, hole};
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, Stage, count};
use crate::{charts, dates, form, frame, paths};
use maud::{Markup, PreEscaped, html};

/// The page of one proposal. Its holes: the vote, the next statement, "posting as", held comments, follow, and two for each comment.
pub fn show(view: &ProposalPage) -> Markup {
    let shell = Shell::new(&view.title).nav(Nav::Open).with_problems(&view.problems);
    page(
        &shell,
        html! {
            (form::summary_band(&view.problems))
            (head(view))
            div.fm-main { div.fm-wrap {
                (charts::patterns())
                // An imported conversation was held elsewhere: nobody voted on it here, and no outcome is due.
                @if view.attribution_html.is_empty() { (stage_line::show(view)) }
                div.fm-cols.fm-space-l {
                    div.fm-stack {
                        (content(view))
                        @if view.asks { (respond(view)) }
                        @if view.attribution_html.is_empty() {
                            section aria-labelledby="h-vote" #view {
                                h2 #h-vote { "Your view" }
                                (hole(Hole::ProposalVote))
                            }
                        }
                        (hole(Hole::StatementNext))
                        (discussion::show(view))
                    }
                    (aside(view))
                }
            } }
        },
    )
}

fn head(view: &ProposalPage) -> Markup {
    let area = paths::area(&view.area_slug);
    parts::tinted_head(
        view.life_stage,
        html! {
            (parts::breadcrumbs(&[("Home", paths::home()), (&view.area_title, &area)]))
            p.fm-kicker {
                (parts::stage_mark(view.life_stage, frame::label(view.life_stage))) " "
                (parts::status_tag(view.stage))
                @if let Some(words) = countdown(view) { " " span { (words) } }
            }
            h1 { (view.title) }
            @if !view.summary.is_empty() { p.fm-lede { (view.summary) } }
            p.fm-small { a href=(paths::page("other-formats")) { "Easy Read, British Sign Language and other formats" } }
        },
    )
}

fn countdown(view: &ProposalPage) -> Option<String> {
    let (verb, at) = match view.stage {
        Stage::Forthcoming => ("Opens", view.opens_at?),
        Stage::Open => ("Closes", view.closes_at?),
        _ => return None,
    };
    let days = dates::countdown(view.now, at);
    let link = if days == "today" { "" } else { "in " };
    Some(format!("{verb} {link}{days}"))
}

fn content(view: &ProposalPage) -> Markup {
    html! {
        section.fm-prose aria-labelledby="h-what" {
            h2 #h-what { "What would change" }
            (PreEscaped(&view.change_html))
            @if !view.why_html.is_empty() { h2 { "Why" } (PreEscaped(&view.why_html)) }
            @for (heading, html) in &view.statements { h2 { (heading) } (PreEscaped(html)) }
            @if !view.options.is_empty() { (options(view)) }
            (suggested(view))
            (last_change(view))
            @if !view.attribution_html.is_empty() { div.fm-caveat { (PreEscaped(&view.attribution_html)) } }
        }
    }
}

/// The way to the questions of a formal consultation.
fn respond(view: &ProposalPage) -> Markup {
    if view.stage == Stage::OutcomePublished {
        return html! {
            section.fm-flow aria-labelledby="h-respond" #respond {
                h2 #h-respond { "What was decided" }
                p { "This was a formal consultation. We have read what people said, and say what we do about it." }
                p.fm-row {
                    a.govuk-button href=(paths::outcome(&view.slug)) { "We asked, you said, we did" }
                    a href=(paths::results(&view.slug)) { "See the results" }
                }
            }
        };
    }
    if view.stage.is_over() {
        return html! {
            section.fm-flow aria-labelledby="h-respond" #respond {
                h2 #h-respond { "What people answered" }
                p {
                    "This was a formal consultation. It takes no more responses."
                    @if let Some(at) = view.answer_due {
                        " By " (dates::time(at, &dates::date(at))) " we say what we heard, and what we do about it."
                    }
                }
                p.fm-row {
                    a.govuk-button href=(paths::results(&view.slug)) { "See the results" }
                    a href=(paths::respond(&view.slug)) { "About the questions" }
                }
            }
        };
    }
    html! {
        section.fm-flow aria-labelledby="h-respond" #respond {
            h2 #h-respond { "Answer the questions" }
            p {
                "This is a formal consultation. Staff read every response, and answer what people say."
                @if view.stage == Stage::Open { " No decision has been made." }
            }
            p.fm-row {
                a.govuk-button href=(paths::respond(&view.slug)) {
                    @if view.stage == Stage::Open { "Answer the questions" } @else { "About the questions" }
                }
                a href=(paths::questions(&view.slug)) { "See all questions" }
            }
        }
    }
}

fn options(view: &ProposalPage) -> Markup {
    html! {
        h2 { "Options we looked at" }
        ul.fm-options {
            @for option in &view.options {
                li.is-preferred[option.preferred] {
                    h3 { @if !option.letter.is_empty() { (option.letter) ". " } (option.title) }
                    div.fm-flow.fm-tight {
                        (PreEscaped(&option.body_html))
                        @if option.preferred { p { strong { "This is what we propose." } } }
                    }
                }
            }
        }
    }
}

/// Who suggested it, and where to write about it: reports are for comments.
fn suggested(view: &ProposalPage) -> Markup {
    html! {
        @if let Some(one) = &view.suggested {
            p.fm-caveat {
                "Suggested by " bdi { (one.name) } ", and read by an editor before it was published. "
                "Something wrong with this proposal? " a href={ "mailto:" (one.contact) } { "Tell us: " (one.contact) }
            }
        }
    }
}

fn last_change(view: &ProposalPage) -> Markup {
    html! {
        @if view.version > 1 {
            p.fm-caveat {
                "Last changed"
                @if let Some(at) = view.changed_at { " " (dates::time(at, &dates::date(at))) }
                @if view.change_reason.is_empty() { "." } @else { ": " bdi { (view.change_reason) } }
                " " a href=(paths::versions(&view.slug)) { "See what changed" }
            }
        }
    }
}

fn aside(view: &ProposalPage) -> Markup {
    html! {
        aside.fm-side.fm-sticky aria-label="Take part" {
            @if view.stage == Stage::Open {
                section.fm-panel {
                    h2 { "Take part" }
                    p { a.govuk-button href="#view" { "Vote" } }
                    p { "or " a href="#talk" { "say what you know" } " in the discussion." }
                }
            }
            section {
                h2 { "Follow" }
                (hole(Hole::Follow))
                p.fm-small.fm-quiet.fm-space-s { (count(view.followers, "follower", "followers")) }
            }
            @if !view.documents.is_empty() { (documents(view)) }
            @if !view.formats.is_empty() { (formats(view)) }
            @if !view.contact_html.is_empty() {
                section { h2 { "Ask us" } div.fm-flow { (PreEscaped(&view.contact_html)) } }
            }
        }
    }
}

fn document_link(url: &str, title: &str) -> Markup {
    if url.starts_with('/') && !url.starts_with("//") {
        html! { a href=(url) { (title) } }
    } else {
        parts::outside_link(url, title)
    }
}

fn formats(view: &ProposalPage) -> Markup {
    html! {
        section {
            h2 { "Other formats" }
            ul.fm-docs {
                @for format in &view.formats {
                    li {
                        (document_link(&format.url, &format.title))
                        small { (format.note) @if format.is_older { ". " strong { "It is older than the text on this page." } } }
                    }
                }
            }
        }
    }
}

fn documents(view: &ProposalPage) -> Markup {
    html! {
        section {
            h2 { "Documents" }
            ul.fm-docs {
                @for document in &view.documents {
                    li {
                        (document_link(&document.url, &document.title))
                        @if !document.note.is_empty() { small { (document.note) } }
                    }
                }
            }
        }
    }
}
