//! The email as a page of the site, for whoever reads it there: the same pieces, and more of them.

use super::content::PAGE;
use super::{Digest, content as content_of};
use crate::emails::frame::{Card, Content, NO_TRACKING, Piece, Said};
use crate::layout::{Shell, page};
use maud::{Markup, html};

/// The email as a page. Nothing on it counts who reads it.
pub fn digest_page(digest: &Digest) -> Markup {
    let content = content_of(digest, &PAGE);
    page(
        &Shell::new(&content.subject).no_index(),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose.fm-email {
                h1.fm-h2 { (content.heading) }
                p.fm-quiet { (content.span) }
                @for one in &content.pieces { (piece(one)) }
                (foot(&content))
            } } }
        },
    )
}

fn foot(content: &Content) -> Markup {
    html! {
        div.fm-results.fm-flow.fm-small.fm-quiet {
            p { (content.reason) }
            @if !content.links.is_empty() {
                p.fm-row { @for (words, url) in &content.links { a href=(url) { (words) } " " } }
            }
            @if let Some(record) = &content.record {
                p { (record.words) " " (record.code) " " (record.why) }
                p { a href=(record.link.1) { (record.link.0) } }
            }
            p { (NO_TRACKING) }
        }
    }
}

fn piece(piece: &Piece) -> Markup {
    match piece {
        Piece::Text(text) => html! { p { (text) } },
        Piece::Strong(text) => html! { p { strong { (text) } } },
        Piece::Small(text) => html! { p.fm-quiet { (text) } },
        Piece::Button(words, url) => html! { p { a.govuk-button href=(url) { (words) } } },
        Piece::Link(words, url) => html! { p { a href=(url) { (words) } } },
        Piece::Quote(label, text) => html! {
            p.fm-quiet { (label) }
            blockquote dir="auto" { (text) }
        },
        Piece::Section(title) => html! { h2.fm-h3.fm-ruled { (title) } },
        Piece::Matter(title) => html! { h3 { (title) } },
        Piece::Card(one) => card(one),
        Piece::Said(one) => said(one),
    }
}

fn card(card: &Card) -> Markup {
    html! {
        div.fm-flow.fm-tight.fm-panel[card.act].fm-panel--accent[card.act].fm-results[!card.act] {
            p { strong { (card.top) } }
            h3 { (card.title) }
            @if let Some(place) = &card.place { p.fm-quiet.fm-small { (place) } }
            @for line in &card.lines { p { (line) } }
            p { a.govuk-button[card.act] href=(card.url) { (card.words) } }
        }
    }
}

fn said(said: &Said) -> Markup {
    html! {
        div.fm-comment {
            p.fm-comment__by { b { bdi { (said.author) } } " " bdi { (said.badge) } }
            p.fm-comment__text dir="auto" { (said.text) }
            p.fm-small { a href=(said.url) { (said.words) } }
        }
    }
}
