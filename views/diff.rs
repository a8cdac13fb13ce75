//! What was added to a text and what was taken away, in marks and in words.

use maud::{Markup, html};

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiffKind {
    /// It stayed.
    #[default]
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A stretch of text and what happened to it. A blank line in the text ends a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffRun {
    /// What happened.
    pub kind: DiffKind,
    /// The text itself, as it was typed.
    pub text: String,
}

/// One part of a longer thing, such as its title or its reasons, with what changed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldChange {
    /// What the part is called.
    pub label: String,
    /// Its text, cut where something changed.
    pub runs: Vec<DiffRun>,
}

/// The text with `ins` and `del`; those who cannot see them hear "added:" and "removed:".
pub fn show(runs: &[DiffRun]) -> Markup {
    html! {
        @for paragraph in paragraphs(runs) {
            p dir="auto" { @for (kind, text) in paragraph { (stretch(kind, text)) } }
        }
    }
}

/// Each part under a heading of the second level.
pub fn fields(changes: &[FieldChange]) -> Markup {
    html! {
        @for change in changes {
            h2.fm-h3 { (change.label) }
            (show(&change.runs))
        }
    }
}

/// The runs as paragraphs: a change that crosses a blank line is marked in each of them.
fn paragraphs(runs: &[DiffRun]) -> Vec<Vec<(DiffKind, &str)>> {
    let mut paragraphs = vec![Vec::new()];
    for run in runs {
        for (n, text) in run.text.split("\n\n").enumerate() {
            if n > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !text.is_empty()) {
                last.push((run.kind, text));
            }
        }
    }
    paragraphs.retain(|paragraph| paragraph.iter().any(|(_, text)| !text.trim().is_empty()));
    paragraphs
}

fn stretch(kind: DiffKind, text: &str) -> Markup {
    let lines = html! {
        @for (n, line) in text.split('\n').enumerate() { @if n > 0 { br; } (line) }
    };
    html! {
        @match kind {
            DiffKind::Same => (lines),
            DiffKind::Added => ins { span.govuk-visually-hidden { "added: " } (lines) },
            DiffKind::Removed => del { span.govuk-visually-hidden { "removed: " } (lines) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(kind: DiffKind, text: &str) -> DiffRun {
        DiffRun { kind, text: text.into() }
    }

    #[test]
    fn changes_are_marked_in_words_and_escaped() {
        let runs = [run(DiffKind::Same, "A "), run(DiffKind::Removed, "<b>"), run(DiffKind::Added, "call & letter")];
        assert_eq!(
            show(&runs).into_string(),
            concat!(
                r#"<p dir="auto">A <del><span class="govuk-visually-hidden">removed: </span>&lt;b&gt;</del>"#,
                r#"<ins><span class="govuk-visually-hidden">added: </span>call &amp; letter</ins></p>"#
            )
        );
    }

    #[test]
    fn a_change_over_a_blank_line_stays_marked() {
        let runs = [run(DiffKind::Same, "one "), run(DiffKind::Added, "two\n\nthree\nfour")];
        let html = show(&runs).into_string();
        assert_eq!(html.matches("<p ").count(), 2, "{html}");
        assert_eq!(html.matches("<ins>").count(), 2, "{html}");
        assert!(html.contains("three<br>four"), "{html}");
        assert_eq!(show(&[]).into_string(), "");
        assert_eq!(show(&[run(DiffKind::Added, "\n\n \n")]).into_string(), "");
    }
}
