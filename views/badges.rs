//! Badges: as what somebody speaks, in words.

use crate::paths;
use maud::{Markup, PreEscaped, html};

/// As what somebody speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// For themselves.
    Resident,
    /// From their work.
    Professional {
        /// What they do.
        title: String,
        /// Whether we have checked it.
        verified: bool,
    },
    /// For an organisation.
    Organisation {
        /// Its name.
        name: String,
        /// Whether we have checked it.
        verified: bool,
        /// Its name in addresses, where it has a page.
        slug: Option<String>,
    },
    /// For those who run the site.
    Team {
        /// Such as "Moderator" or "Partnership".
        label: String,
    },
    /// Written elsewhere and brought in with a conversation.
    Imported,
}

impl Badge {
    /// The badge without its drawing, for letters: "Respiratory nurse, verified".
    pub fn in_words(&self) -> String {
        match self {
            Badge::Resident => "Resident".to_owned(),
            Badge::Imported => "Imported participant".to_owned(),
            Badge::Professional { title, verified } => {
                format!("{}{}", if title.is_empty() { "Professional" } else { title }, checked(*verified))
            }
            Badge::Organisation { name, verified, .. } => {
                let colon = if name.is_empty() { "" } else { ": " };
                format!("Organisation{colon}{name}{}", checked(*verified))
            }
            Badge::Team { label } => label.clone(),
        }
    }
}

fn checked(verified: bool) -> &'static str {
    if verified { ", verified" } else { ", not yet verified" }
}

/// The badge in words; residents have none but the word.
pub fn badge(badge: &Badge) -> Markup {
    const TICK: &str = r#"<path d="M4 13l5 5L20 6"/>"#;
    const PERSON: &str = r#"<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-6 8-6s8 1 8 6"/>"#;
    const HOUSE: &str = r#"<path d="M3 21h18M5 21V9l7-5 7 5v12M10 21v-6h4v6"/>"#;
    const SHIELD: &str = r#"<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z"/>"#;
    match badge {
        Badge::Resident => html! { span { "Resident" } },
        Badge::Imported => html! { span { "Imported participant" } },
        Badge::Professional { title, verified } => {
            let title = if title.is_empty() { "Professional" } else { title };
            let drawing = if *verified { TICK } else { PERSON };
            drawn("fm-badge--pro", drawing, html! { span { bdi { (title) } (checked(*verified)) } })
        }
        Badge::Organisation { name, verified, slug } => drawn(
            "fm-badge--org",
            HOUSE,
            html! { span {
                "Organisation"
                @match slug {
                    Some(slug) => { ": " a href=(paths::organisation(slug)) { bdi { (name) } } }
                    None if name.is_empty() => {}
                    None => { ": " bdi { (name) } }
                }
                (checked(*verified))
            } },
        ),
        Badge::Team { label } => drawn("fm-badge--team", SHIELD, html! { span { (label) } }),
    }
}

fn drawn(class: &str, drawing: &str, words: Markup) -> Markup {
    html! {
        span.fm-badge.(class) {
            svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(drawing)) }
            (words)
        }
    }
}
