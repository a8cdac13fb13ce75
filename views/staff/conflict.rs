//! What happens when two people change one thing at once: both texts are shown, and nothing is overwritten.

use super::desk_page;
use super::editor::{Editor, form};
use crate::paths;
use maud::{Markup, html};

/// A part that two people wrote differently.
#[derive(Clone, Debug, Default)]
pub struct ConflictField {
    /// What the part is called.
    pub label: String,
    /// The text that is saved now.
    pub theirs: String,
    /// The text that was about to be saved.
    pub mine: String,
}

/// Two people changed one proposal at once.
#[derive(Clone, Debug, Default)]
pub struct Conflict {
    /// Who saved first; nothing when it is not known.
    pub by: Option<String>,
    /// The parts that differ.
    pub fields: Vec<ConflictField>,
    /// The form with the second writer's texts, and the number of the version that is saved now.
    pub editor: Editor,
}

/// The page that shows both texts. Nothing is overwritten before its form is sent.
pub fn conflict(view: &Conflict) -> Markup {
    desk_page(
        "Somebody else has changed this proposal",
        &[("Proposals", paths::staff_proposals())],
        &view.editor.problems,
        html! {
            (differences(view.by.as_deref(), &view.fields))
            (form(&view.editor))
        },
    )
}

/// The parts that two people wrote differently: what each is called, the text that is saved, and the other.
pub fn differing(parts: &[(&str, &String, &String)]) -> Vec<ConflictField> {
    let field = |(label, theirs, mine): &(&str, &String, &String)| ConflictField {
        label: (*label).to_owned(),
        theirs: (*theirs).clone(),
        mine: (*mine).clone(),
    };
    parts.iter().filter(|(_, theirs, mine)| theirs != mine).map(field).collect()
}

/// Both texts of each part that two people wrote differently; nothing when there is none.
pub(crate) fn differences(by: Option<&str>, fields: &[ConflictField]) -> Markup {
    if fields.is_empty() {
        return html! {};
    }
    html! {
        p.fm-lede {
            @if let Some(name) = by { bdi { (name) } " saved a change while you were writing. " }
            @else { "A change was saved while you were writing. " }
            "Nothing of yours is saved yet, and nothing is lost."
        }
        @for field in fields {
            h2.fm-h3 { (field.label) }
            dl.govuk-summary-list {
                (side("Saved now", &field.theirs))
                (side("Yours", &field.mine))
            }
        }
        h2 { "Your text, to be saved" }
        p { "Take over from the other text what shall stay, then save." }
    }
}

fn side(key: &str, text: &str) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (key) }
            dd.govuk-summary-list__value dir="auto" {
                @if text.is_empty() { "Empty" }
                @for (n, line) in text.lines().enumerate() { @if n > 0 { br; } (line) }
            }
        }
    }
}
