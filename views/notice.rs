//! What is kept about people, and which cookies there are: pages whose facts come from the settings.

use crate::layout::{Shell, page};
use crate::{parts, paths};
use maud::{Markup, html};

/// One kind of data.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is.
    pub what: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// How long it is kept, as a sentence.
    pub how_long: String,
}

/// The facts of the privacy notice.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// Who is responsible by law; empty when nobody has said so.
    pub controller: String,
    /// Where people write about their data: an address.
    pub contact: String,
    /// How to reach the data protection officer; may be empty.
    pub officer: String,
    /// Why the data may be kept by law; may be empty.
    pub basis: String,
    /// How old one must be; 0 when nobody is asked.
    pub minimum_age: i64,
    /// What is kept, why, and how long.
    pub kept: Vec<Kept>,
    /// The server through which emails leave; nothing where none do.
    pub mail_server: Option<String>,
    /// For how many days one can fetch a copy of one's data.
    pub downloads_days: i64,
}

/// The page about privacy.
pub fn privacy(view: &Privacy) -> Markup {
    notice(
        "Privacy",
        "What we keep about you, why, for how long, and who can see it.",
        html! {
            (privacy_words(view))
            p { a href=(paths::cookies()) { "Our cookies" } }
        },
    )
}

/// The notice itself, without the page around it: what somebody agrees to.
pub fn privacy_words(view: &Privacy) -> Markup {
    html! {
        h2 { "Who is responsible" }
        @if view.controller.is_empty() {
            p { "This has still to be settled. Before the site opens to the public, those who run it have to say here who is responsible for the data by law." }
        } @else {
            p { "Responsible for your data by law: " bdi { (view.controller) } }
        }
        @if !view.basis.is_empty() { p { (view.basis) } }
        p { "Write to us about your data: " a href={ "mailto:" (view.contact) } { (view.contact) } }
        @if !view.officer.is_empty() { p { "The data protection officer: " bdi { (view.officer) } } }
        h2 { "You can read without an account" }
        p { "You do not have to tell us who you are to read this site. There is no tracking and no advertising. Nothing on our pages is loaded from other companies." }
        @if view.minimum_age > 0 {
            p { "To make an account you need to be " (view.minimum_age) " or over. We believe what you say and ask for no proof." }
        }
        p { "There are no private messages. Others see of you your name, in which capacity you speak, and what was checked of it. The name can be a made-up one." }
        h2 { "What we keep, and for how long" }
        dl.govuk-summary-list {
            @for kept in &view.kept {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (kept.what) }
                    dd.govuk-summary-list__value { p { (kept.why) } p { (kept.how_long) } }
                }
            }
        }
        p { "To stop misuse we count how often things come from the same internet address. We do not store the address. The program remembers only a number made from it, which tells nobody the address, and forgets it whenever it is started anew." }
        (who_sees(view))
        (rights(view))
    }
}

fn who_sees(view: &Privacy) -> Markup {
    html! {
        h2 { "Who can see it" }
        p { "Everybody can read your comments, with the name you chose, your capacity, and your profession or organisation. If you change a comment, the words from before can still be seen. If you delete it, its words go, from the site and from our database, and a mark stays in its place." }
        p { "Nobody is shown how you voted. Your email address is never shown to other people, and your comments do not lead to it." }
        p { "If you report a comment, neither its author nor the moderators are shown that it was you." }
        p { "When somebody on the staff opens a page that shows more about you than everybody can see, such as an email address, it is noted: who, when, and which page." }
        @match &view.mail_server {
            Some(host) => p { "Our emails leave through the mail server " bdi { (host) } ". Otherwise your data goes to nobody else." },
            None => p { "This site keeps the emails that it would send in a folder on its own computer. Your data goes to nobody else." },
        }
        p { "Please do not write health details about yourself that you would not tell a stranger, and none at all about other people." }
    }
}

fn rights(view: &Privacy) -> Markup {
    html! {
        h2 { "Your rights" }
        p {
            "On your account page you can ask for a copy of all that we keep about you. It stays there for "
            (parts::count(view.downloads_days, "day", "days")) ". On the same page you can erase your account: it says what goes and what stays."
        }
        p { "You can write to us to ask what we keep about you, to have it corrected, or to have it removed. If you are not content with our answer, you can complain to the Information Commissioner’s Office." }
    }
}

/// One cookie.
#[derive(Clone, Debug)]
pub struct Cookie {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    /// How long it lives, as a sentence.
    pub how_long: String,
}

/// The page about cookies.
pub fn cookies(cookies: &[Cookie]) -> Markup {
    let how_many = parts::sentence(&parts::in_words(cookies.len()));
    notice(
        "Cookies",
        "A few small cookies, all needed for what you ask the site to do. No tracking.",
        html! {
            p { "A cookie is a short note that a site leaves in your browser. " (how_many) " may be left by this site, and no others:" }
            dl.govuk-summary-list {
                @for cookie in cookies {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { code { (cookie.name) } }
                        dd.govuk-summary-list__value { p { (cookie.what) } p { (cookie.how_long) } }
                    }
                }
            }
            p { "They are needed for what you asked the site to do, so we do not ask you to agree to them first. None follows you to other sites. We use no cookies for advertising or for counting visitors." }
            p { a href=(paths::privacy()) { "What we keep about you" } }
        },
    )
}

fn notice(title: &str, lede: &str, content: Markup) -> Markup {
    page(
        &Shell::new(title),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow {
                    h1 { (title) }
                    p.fm-lede { (lede) }
                }
                div.fm-prose.fm-space-l { (content) }
            } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> Privacy {
        Privacy {
            controller: String::new(),
            contact: "us@site.example".into(),
            officer: String::new(),
            basis: String::new(),
            minimum_age: 0,
            kept: vec![Kept { what: "A thing", why: "For this.", how_long: "For 7 days.".into() }],
            mail_server: None,
            downloads_days: 7,
        }
    }

    #[test]
    fn what_is_not_settled_is_said() {
        let html = privacy(&view()).into_string();
        assert!(html.contains("This has still to be settled") && !html.contains("data protection officer"), "{html}");
        assert!(html.contains("For 7 days.") && !html.contains("or over"), "{html}");
        let settled =
            Privacy { controller: "<The> Board".into(), officer: "dpo@site.example".into(), minimum_age: 16, ..view() };
        let html = privacy(&settled).into_string();
        assert!(html.contains("&lt;The&gt; Board") && html.contains("dpo@site.example"), "{html}");
        assert!(html.contains("you need to be 16 or over"), "{html}");
    }

    #[test]
    fn cookies_are_counted_and_named() {
        let cookie = |name| Cookie { name, what: "It does this.", how_long: "It lives for 3 days.".into() };
        let html = cookies(&[cookie("a"), cookie("b")]).into_string();
        assert!(html.contains("Two may be left") && html.contains("<code>b</code>"), "{html}");
    }
}
