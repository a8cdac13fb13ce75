//! What people read when something did not work: what happened, what to do, and what they wrote, so that nothing is lost.

use crate::layout::{Shell, page};
use crate::paths;
use maud::{Markup, html};

/// A page about something that did not work.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorPage<'a> {
    /// The HTTP status (RFC 9110, section 15).
    pub status: u16,
    /// What happened, when more is known than the status says: one plain sentence.
    pub message: Option<&'a str>,
    /// A number under which we find the request in our records.
    pub reference: Option<&'a str>,
    /// What the reader had written.
    pub kept: Option<&'a str>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
    /// Where to go on: address and words. The home page is offered in any case.
    pub recovery: Option<(&'a str, &'a str)>,
}

/// Heading, what happened, and what to do, for a status.
fn words(status: u16) -> (&'static str, &'static str, &'static str) {
    match status {
        400 => (
            "We could not read that",
            "What reached us was cut short or not in a form that we can read.",
            "Go back, load the page again, and try once more.",
        ),
        403 => (
            "You cannot do that here",
            "This page is not open to you, or it has been open so long that we can no longer be sure the form came from you.",
            "Go back and load the page again. If that does not help, sign in again.",
        ),
        404 => (
            "We cannot find this page",
            "The address may be mistyped, or the page may have been moved or taken down.",
            "Check the address, or look among the areas of focus and the proposals.",
        ),
        405 => (
            "This page does not work that way",
            "The address is right, but it is meant for a form, or for reading only.",
            "Go back and use the links and buttons on the page.",
        ),
        408 => (
            "That took too long to reach us",
            "The connection was too slow, so what you sent did not arrive whole. Nothing was saved.",
            "Go back and send it once more, if you can over a better connection.",
        ),
        409 => (
            "This has changed in the meantime",
            "Somebody, or you in another window, changed this while you were at work.",
            "Load the page again to see how it stands now, then decide whether to send yours.",
        ),
        413 => (
            "That is too much at once",
            "What you sent is longer than we can take.",
            "Make it shorter, or send it in two parts.",
        ),
        422 => (
            "Something needs to be put right",
            "A part of the form is missing or is not as it should be.",
            "Go back, check what you filled in, and send it again.",
        ),
        429 => (
            "That was a lot in a short time",
            "To keep the site fair for everybody, we limit how often one person can do this.",
            "Wait a little and try again. Nothing is wrong with what you sent.",
        ),
        503 => (
            "This is not possible just now",
            "Very many people are here, or a part of the site does not answer. Nothing was saved.",
            "Wait a little and try again.",
        ),
        _ => (
            "Something went wrong on our side",
            "This is our mistake, not yours. It has been noted.",
            "Try again in a few minutes.",
        ),
    }
}

/// The heading for a status, which is also the page's title.
pub fn title(status: u16) -> &'static str {
    words(status).0
}

/// The whole page.
pub fn show(error: &ErrorPage) -> Markup {
    let (heading, happened, to_do) = words(error.status);
    page(
        &Shell::new(heading).no_index(),
        html! {
            div.fm-main { div.fm-wrap { div.fm-prose {
                h1 { (heading) }
                p.fm-lede { (error.message.unwrap_or(happened)) }
                p { (to_do) @if let Some(seconds) = error.retry_after { " " (wait(seconds)) } }
                (kept(error.kept))
                div.govuk-button-group {
                    @if let Some((href, words)) = error.recovery { a.govuk-button href=(href) { (words) } }
                    a href=(paths::home()) { "Go to the first page" }
                    a href=(paths::areas()) { "Areas of focus" }
                }
                @if let Some(reference) = error.reference {
                    p.fm-small.fm-quiet { "If you ask us about this, please give this number: " code { (reference) } }
                }
            } } }
        },
    )
}

fn kept(text: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = text.filter(|text| !text.is_empty()) {
            div.govuk-form-group {
                label.govuk-label.govuk-label--s for="kept" { "What you wrote" }
                div.govuk-hint id="kept-hint" { "It is not saved. Copy it before you leave this page." }
                textarea.govuk-textarea id="kept" rows="8" readonly dir="auto" aria-describedby="kept-hint" { "\n" (text) }
            }
        }
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=1 => "You can try again at once.".to_owned(),
        2..=90 => format!("You can try again in {seconds} seconds."),
        _ => format!("You can try again in {} minutes.", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_words_of_its_own() {
        let all = [400, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503];
        for (n, status) in all.iter().enumerate() {
            assert!(all[n + 1..].iter().all(|other| title(*other) != title(*status)), "{status}");
            let html = show(&ErrorPage { status: *status, ..ErrorPage::default() }).into_string();
            assert_eq!(html.matches("<h1>").count(), 1);
        }
        assert_eq!(title(418), title(500));
    }

    #[test]
    fn what_was_written_is_kept_to_the_letter() {
        let error = ErrorPage {
            status: 409,
            message: Some("It closed at 5 pm."),
            reference: Some("<7f3a>"),
            kept: Some("\nMy </textarea><script>"),
            retry_after: Some(61),
            recovery: Some(("/proposals/a", "Back to the proposal")),
        };
        let html = show(&error).into_string();
        assert!(html.contains(">\n\nMy &lt;/textarea&gt;&lt;script&gt;</textarea>"), "{html}");
        assert!(html.contains("<code>&lt;7f3a&gt;</code>"), "{html}");
        assert!(html.contains("in 61 seconds") && html.contains("It closed at 5 pm."), "{html}");
        assert!(html.contains(r#"<a class="govuk-button" href="/proposals/a">Back to the proposal</a>"#), "{html}");
    }
}
