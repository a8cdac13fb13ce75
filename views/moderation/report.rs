//! Reporting a comment, and what its reporter is told.

use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::layout::{Nav, Shell, page};
use crate::parts::breadcrumbs;
use crate::paths;
use crate::proposals::ProposalLink;
use maud::{Markup, PreEscaped, html};

/// The most characters of a note to a report.
pub const NOTE_LIMIT: usize = 1_000;

/// Why somebody reports a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is against the law.
    Illegal,
    /// It gives away what is private.
    PersonalData,
    /// Somebody may come to harm.
    AtRisk,
    /// It attacks people.
    Abuse,
    /// It is wrong about health in a way that can harm.
    Misinformation,
    /// It is an advertisement, or posted over and over.
    Spam,
    /// It has nothing to do with the proposal.
    OffTopic,
    /// Anything else.
    Other,
}

impl Reason {
    /// All, in the order of the form.
    pub const ALL: [Reason; 8] = [
        Reason::AtRisk,
        Reason::Illegal,
        Reason::PersonalData,
        Reason::Abuse,
        Reason::Misinformation,
        Reason::Spam,
        Reason::OffTopic,
        Reason::Other,
    ];

    /// What the form sends in the field `reason`.
    pub fn value(self) -> &'static str {
        match self {
            Reason::Illegal => "illegal",
            Reason::PersonalData => "personal_data",
            Reason::AtRisk => "at_risk",
            Reason::Abuse => "abuse",
            Reason::Misinformation => "misinformation",
            Reason::Spam => "spam",
            Reason::OffTopic => "off_topic",
            Reason::Other => "other",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Reason::Illegal => "It is against the law",
            Reason::PersonalData => "It gives away personal data",
            Reason::AtRisk => "Somebody may be at risk",
            Reason::Abuse => "Abuse or hate",
            Reason::Misinformation => "Misinformation about health",
            Reason::Spam => "Spam",
            Reason::OffTopic => "Off topic",
            Reason::Other => "Something else",
        }
    }

    fn hint(self) -> Option<&'static str> {
        match self {
            Reason::Illegal => Some("Such as threats, or calls to violence"),
            Reason::PersonalData => Some("Such as a name, an address or a phone number of somebody else"),
            Reason::AtRisk => Some("The writer or somebody else may come to harm"),
            Reason::Misinformation => Some("It is wrong, and people could be harmed if they believed it"),
            _ => None,
        }
    }
}

/// The kinds of content that the Online Safety Act 2023 calls priority illegal content, in plain words: what is sent, and what
/// people read. The first is for whoever does not know.
pub const KINDS: [(&str, &str); 12] = [
    ("", "I do not know"),
    ("terrorism", "Terrorism"),
    ("child_abuse", "Sexual abuse of children"),
    ("threats", "Threats, stalking or harassment"),
    ("hate", "Hatred of a group of people"),
    ("self_harm", "Telling people to harm or kill themselves"),
    ("fraud", "Fraud, or pretending to be somebody else"),
    ("drugs", "Selling drugs or weapons"),
    ("intimate", "Private pictures, or sexual exploitation"),
    ("trafficking", "Trafficking of people, or illegal immigration"),
    ("animals", "Cruelty to animals"),
    ("other", "Something else against the law"),
];

/// A report that is being written.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub comment_id: i64,
    /// The name of its author.
    pub author_name: String,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// The chosen reason; nothing is chosen at first.
    pub reason: Option<Reason>,
    /// The kind of illegal content that was chosen.
    pub kind: String,
    /// The note as it was typed.
    pub note: String,
    /// What to put right: `reason`, `note`.
    pub problems: Problems,
}

/// The page for reporting a comment; it needs no account.
pub fn report(view: &Report) -> Markup {
    let reasons =
        Reason::ALL.map(|reason| Choice { value: reason.value(), label: reason.label(), hint: reason.hint() });
    let choices = Choices {
        name: "reason",
        label: "What is wrong with it?",
        options: &reasons,
        selected: view.reason.map(Reason::value),
        ..Choices::default()
    };
    let kinds = KINDS.map(|(value, label)| Choice { value, label, hint: None });
    let kind = Choices {
        name: "kind",
        label: "If it is against the law: what kind is it? (optional)",
        options: &kinds,
        selected: Some(&view.kind),
        ..Choices::default()
    };
    let note = TextArea {
        name: "note",
        label: "Anything a moderator should know (optional)",
        value: &view.note,
        limit: Some(NOTE_LIMIT),
        ..TextArea::default()
    };
    under(
        &view.proposal,
        "Report a comment",
        &view.problems,
        html! {
            p { "By " bdi { (view.author_name) } ":" }
            blockquote.fm-case dir="auto" { (PreEscaped(&view.body_html)) }
            p { "A moderator reads every report. The author is not told who sent it. " a href=(paths::page("house-rules")) { "House rules" } }
            (danger())
            (form::post(&paths::comment_reports(view.comment_id), html! {
                (form::radios(&choices, &view.problems))
                (form::select(&kind, &view.problems))
                (form::textarea(&note, &view.problems))
                (form::button_group(html! {
                    (form::button("Send the report"))
                    a href=(paths::comment(view.comment_id)) { "Go back" }
                }))
            }))
        },
    )
}

pub(crate) fn danger() -> Markup {
    html! {
        div.govuk-inset-text {
            "If somebody is in danger now, call 999. For help with a crisis of the mind call 111 and choose the mental health option, or call Samaritans on 116 123. All are free, at any hour."
        }
    }
}

/// What the reporter is told.
#[derive(Clone, Debug, Default)]
pub struct Thanks {
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
    /// The number under which we find the report.
    pub reference: String,
    /// Whether the reason was that somebody may be at risk.
    pub at_risk: bool,
    /// What was decided, as a sentence; nothing while it waits.
    pub outcome: Option<String>,
    /// Whether letters about it go to an account.
    pub by_email: bool,
}

/// The page after a report, which can be kept and opened again: it says what was decided.
pub fn thanks(view: &Thanks) -> Markup {
    under(
        &view.proposal,
        "Thank you for your report",
        &Problems::default(),
        html! {
            p.fm-lede { "Its reference is " strong.fm-num { (view.reference) } "." }
            @if let Some(outcome) = &view.outcome {
                h2.fm-h3 { "What we decided" }
                p { (outcome) }
                p { "If you think that this is wrong, write to us and name the reference. A different moderator will look. " a href=(paths::page("house-rules")) { "House rules" } }
            } @else {
                p { "A moderator will look at the comment and decide whether it breaks the house rules. Reports of risk come first." }
                p {
                    @if view.by_email { "We will write to you when something is decided. You can also look here: keep this address." }
                    @else { "Keep the address of this page. What we decide will stand here." }
                }
            }
            @if view.at_risk { (danger()) }
            p { a href=(paths::proposal(&view.proposal.slug)) { "Back to the proposal" } }
        },
    )
}

fn under(proposal: &ProposalLink, title: &str, problems: &Problems, content: Markup) -> Markup {
    page(
        &Shell::new(title).nav(Nav::Open).no_index().with_problems(problems),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), (&proposal.title, &paths::proposal(&proposal.slug))])) }
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}
