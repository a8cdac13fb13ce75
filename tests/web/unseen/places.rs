//! The one list of where a comment can show: every address that can be looked at stands here, with what it can show of one.
//!
//! What does not exist, and would have to be added here first: a search, feeds, an API, exports and files of results, opinion
//! groups, a map of the site for search engines, pictures and words for previews of links (pages have none in their heads; a
//! head is compared like the rest of its page). Each of them would be a route, and a route that is not here fails a story.

/// What an address can show of a comment.
pub enum Shows {
    /// It stands there or is counted there, for everybody: at these addresses, and on the pages that follow them.
    Places(&'static [&'static str]),
    /// It could stand there for one reader alone; the story that looks at it.
    Own(&'static str),
    /// It stands there on purpose, or could, for those who decide about it and nobody else.
    Staff,
    /// None ever does; and why.
    Nothing(&'static str),
}

use Shows::{Nothing, Own, Places, Staff};

const FORM: &str = "a form, without the words of anybody but its reader";
const DOOR: &str = "a way in: it shows what its reader has typed and nothing else";
const WORDS: &str = "words that staff have written";
const PERSON: &str = "what its reader has said of themselves";

/// Every address that answers GET. `{one}` to `{four}` and `{old}` are the comments that go, `{first}` one that stays.
pub const ROUTES: &[(&str, Shows)] = &[
    (
        "/proposals/{slug}",
        Places(&[
            "/proposals/school-streets",
            "/proposals/school-streets?sort=oldest",
            "/proposals/school-streets?sort=newest",
            "/proposals/school-streets?sort=most-agreed",
            "/proposals/school-streets?sort=most-divided",
            "/proposals/school-streets?done=posted",
            "/proposals/old-roads",
            "/proposals/old-roads?sort=most-agreed",
        ]),
    ),
    ("/areas/{slug}", Places(&["/areas/clean-air"])),
    ("/", Places(&["/"])),
    ("/areas", Places(&["/areas"])),
    ("/about/{slug}", Nothing(WORDS)),
    ("/case-studies", Nothing(WORDS)),
    ("/case-studies/{slug}", Nothing(WORDS)),
    ("/decisions", Places(&["/decisions"])),
    ("/organisations", Places(&["/organisations"])),
    ("/organisations/{slug}", Places(&["/organisations/the-circle", "/organisations/the-circle?before=999999"])),
    ("/transparency", Own("the_record_tells_of_acts_alone: that a moderator decided is public, about what is not")),
    ("/about/house-rules/versions", Nothing(WORDS)),
    ("/about/house-rules/versions/{number}", Nothing(WORDS)),
    ("/moderation", Own("record: that a moderator decided is public, about what is not")),
    ("/moderation/{month}", Own("record: that a moderator decided is public, about what is not")),
    ("/moderation/decisions.csv", Own("record: that a moderator decided is public, about what is not")),
    ("/privacy", Nothing("the notice, from the settings")),
    ("/cookies", Nothing("the list of cookies, from the settings")),
    (
        "/proposals",
        Places(&["/proposals", "/proposals?stage=open", "/proposals?stage=closed", "/proposals?area=clean-air"]),
    ),
    ("/proposals/{slug}/versions", Places(&["/proposals/school-streets/versions"])),
    ("/proposals/{slug}/versions/{number}", Places(&["/proposals/school-streets/versions/1"])),
    (
        "/comments/{id}",
        Places(&[
            "/comments/{one}",
            "/comments/{two}",
            "/comments/{three}",
            "/comments/{four}",
            "/comments/{old}",
            "/comments/{one}?from=1",
            "/comments/{first}",
            "/comments/{first}?from=1",
        ]),
    ),
    (
        "/comments/{id}/history",
        Places(&["/comments/{one}/history", "/comments/{two}/history", "/comments/{first}/history"]),
    ),
    (
        "/comments/{id}/reports",
        Places(&[
            "/comments/{one}/reports",
            "/comments/{three}/reports",
            "/comments/{four}/reports",
            "/comments/{first}/reports",
        ]),
    ),
    (
        "/comments/{id}/replies",
        Places(&["/comments/{one}/replies", "/comments/{two}/replies", "/comments/{first}/replies"]),
    ),
    ("/proposals/{slug}/questions", Nothing(WORDS)),
    ("/proposals/{slug}/respond", Nothing(WORDS)),
    ("/proposals/{slug}/outcome", Nothing(WORDS)),
    ("/proposals/{slug}/results", Nothing(WORDS)),
    ("/account/responses", Nothing(PERSON)),
    ("/responses/{reference}", Nothing(PERSON)),
    ("/responses/{reference}/sections/{section}", Nothing(PERSON)),
    ("/responses/{reference}/sections/{section}/history", Nothing(PERSON)),
    ("/responses/{reference}/outcome", Nothing(PERSON)),
    ("/responses/{reference}/remarks", Nothing(PERSON)),
    ("/responses/{reference}/check", Nothing(PERSON)),
    ("/responses/{reference}/answers", Nothing(PERSON)),
    ("/staff/consultations", Nothing("how many have answered")),
    ("/staff/proposals/{id}/responses", Nothing("who has answered, and not who said what elsewhere")),
    ("/staff/proposals/{id}/responses/{file}", Nothing("what was answered, and no comment")),
    ("/staff/responses/{id}", Nothing("what was answered, and no comment")),
    ("/staff/proposals/{id}/campaigns", Nothing("what was answered, and no comment")),
    ("/staff/campaigns/{id}", Nothing("what was answered, and no comment")),
    ("/staff/proposals/{id}/outcome", Nothing("what was decided, and no comment")),
    ("/staff/proposals/{id}/outcome/points", Nothing("what was decided, and no comment")),
    ("/staff/outcome-points/{id}", Nothing("what was decided, and no comment")),
    ("/staff/proposals/{id}/themes", Nothing("what answers are about, and no comment")),
    ("/staff/themes/{id}", Nothing("what answers are about, and no comment")),
    ("/staff/proposals/{id}/coding", Nothing("how many answers are coded")),
    ("/staff/proposals/{id}/coding/{question}", Nothing("the references of responses")),
    ("/staff/proposals/{id}/coding/{question}/{response}", Nothing("what was answered, and no comment")),
    ("/staff/proposals/{id}/agreement", Nothing("how far staff agree about answers")),
    ("/staff/proposals/{id}/agreement/{question}/{pair}", Nothing("what was answered, and no comment")),
    ("/staff/proposals/{id}/passages/{file}", Nothing("what answers are about, and no comment")),
    ("/staff/proposals/{id}/questionnaire", Nothing(WORDS)),
    ("/staff/proposals/{id}/questionnaire/preview", Nothing(WORDS)),
    ("/staff/proposals/{id}/questionnaire/sections", Nothing(WORDS)),
    ("/staff/proposals/{id}/questionnaire/sections/{section}", Nothing(WORDS)),
    ("/staff/proposals/{id}/questionnaire/sections/{section}/questions", Nothing(WORDS)),
    ("/staff/proposals/{id}/questionnaire/questions/{question}", Nothing(WORDS)),
    ("/register", Nothing(DOOR)),
    ("/confirmation", Nothing(DOOR)),
    ("/confirmation/{token}", Nothing(DOOR)),
    ("/confirmation/{token}/account", Nothing(DOOR)),
    ("/sign-in", Nothing(DOOR)),
    ("/sign-in/link", Nothing(DOOR)),
    ("/sign-in/link/{token}", Nothing(DOOR)),
    ("/sign-in/code", Nothing(DOOR)),
    ("/sign-in/with/{provider}", Nothing(DOOR)),
    ("/sign-in/with/{provider}/back", Nothing(DOOR)),
    ("/sign-in/with/{provider}/account", Nothing(DOOR)),
    ("/sign-in/passkey", Nothing(DOOR)),
    ("/reset", Nothing(DOOR)),
    ("/reset/{token}", Nothing(DOOR)),
    ("/invitation/{token}", Nothing(DOOR)),
    (
        "/pending",
        Nothing("what its reader wrote and what waits; that the comment it answers is gone, and not what it said"),
    ),
    (
        "/subscriptions",
        Places(&[
            "/subscriptions",
            "/subscriptions?kind=thread&target={one}",
            "/subscriptions?kind=thread&target={two}",
            "/subscriptions?kind=thread&target={first}",
        ]),
    ),
    (
        "/subscriptions/confirmation/{token}",
        Nothing("what somebody will hear of: of a discussion, the title of its proposal"),
    ),
    ("/emails", Nothing(FORM)),
    ("/emails/{token}", Own("emails_that_were_planned_or_sent")),
    ("/emails/{token}/stop", Nothing(FORM)),
    ("/emails/{token}/copy", Own("emails_that_were_planned_or_sent")),
    ("/erasures/{reference}", Nothing("that somebody has left")),
    ("/account", Nothing("what its reader follows: of a discussion, the title of its proposal")),
    ("/account/decisions", Own("casework::appeals: its author alone reads what was decided about their own words")),
    (
        "/account/decisions/{id}",
        Own("casework::appeals: its author alone reads what was decided about their own words"),
    ),
    ("/account/emails", Own("emails_that_were_planned_or_sent")),
    ("/account/emails/{id}", Own("emails_that_were_planned_or_sent")),
    ("/account/password", Nothing(PERSON)),
    ("/account/factor", Nothing(PERSON)),
    ("/account/identities/{provider}", Nothing(PERSON)),
    ("/account/passkeys", Nothing(PERSON)),
    ("/account/passkeys/new", Nothing(PERSON)),
    ("/account/passkeys/{id}", Nothing(PERSON)),
    ("/account/profession", Nothing(PERSON)),
    ("/account/profession/work-address", Nothing(PERSON)),
    ("/account/profession/letter/{token}", Nothing(PERSON)),
    ("/account/profession/registration", Nothing(PERSON)),
    ("/account/profession/vouching", Nothing(PERSON)),
    ("/account/organisation", Nothing("the people of an organisation, and not what they said")),
    ("/account/organisation/invitation/{token}", Nothing("the name of an organisation")),
    ("/account/organisation/leaving", Nothing("the name of an organisation")),
    ("/account/data", Nothing("which parts a copy has")),
    ("/account/data/copy.zip", Own("replies: the copy of somebody who voted")),
    ("/account/erasure", Nothing(FORM)),
    ("/account/suggestions", Nothing(PERSON)),
    ("/areas/{slug}/suggestions", Nothing(FORM)),
    ("/comments/{id}/edit", Places(&["/comments/{one}/edit", "/comments/{four}/edit"])),
    ("/comments/{id}/deletion", Places(&["/comments/{one}/deletion", "/comments/{two}/deletion"])),
    ("/staff/queue", Staff),
    ("/staff/cases/{id}", Staff),
    ("/staff/cases/{id}/together", Staff),
    ("/staff/appeals", Staff),
    ("/staff/appeals/{id}", Staff),
    ("/staff/decisions", Staff),
    ("/staff/record", Staff),
    ("/staff/templates", Nothing(WORDS)),
    ("/staff/templates/{id}", Nothing(WORDS)),
    ("/staff/templates/{id}/deletion", Nothing(WORDS)),
    ("/staff/holding", Nothing("the rules, and how many comments each has held")),
    ("/staff/proposals/{id}/holding", Nothing("the rules of one proposal")),
    ("/staff/professions", Nothing("what people do for a living")),
    ("/staff/professions/{id}", Nothing("what people do for a living")),
    ("/staff/organisations", Nothing("who speaks together")),
    ("/staff/organisations/{id}", Nothing("who speaks together")),
    ("/staff", Nothing("figures of the desk: how many cases wait, and for how long")),
    ("/staff/pages", Nothing(WORDS)),
    ("/staff/pages/{slug}", Nothing(WORDS)),
    ("/staff/areas", Nothing(WORDS)),
    ("/staff/areas/{slug}", Nothing(WORDS)),
    ("/staff/case-studies", Nothing(WORDS)),
    ("/staff/case-studies/new", Nothing(WORDS)),
    ("/staff/case-studies/{slug}", Nothing(WORDS)),
    ("/staff/case-studies/{slug}/preview", Nothing(WORDS)),
    ("/staff/case-studies/{slug}/deletion", Nothing(WORDS)),
    ("/staff/texts/home", Nothing(WORDS)),
    ("/staff/texts/frame", Nothing(WORDS)),
    ("/staff/proposals", Nothing(WORDS)),
    ("/staff/proposals/new", Nothing(WORDS)),
    ("/staff/proposals/{id}", Nothing(WORDS)),
    ("/staff/proposals/{id}/opening", Nothing(WORDS)),
    ("/staff/proposals/{id}/closing", Nothing(WORDS)),
    ("/staff/proposals/{id}/extension", Nothing(WORDS)),
    ("/staff/proposals/{id}/declining", Nothing("what its author and editors have written")),
    ("/staff/people", Nothing("who works for the site")),
    ("/staff/people/{id}/ending", Nothing("who works for the site")),
    ("/staff/access", Nothing("which of the staff saw what is known of whom")),
    ("/staff/emails", Nothing("how many emails are where")),
    ("/health", Nothing("one word")),
    ("/assets/{version}/{path:.*}", Nothing("files of the program")),
    ("/favicon.ico", Nothing("a file of the program")),
    ("/dev/mail", Nothing("only in a demonstration: letters that have left, which nobody can take back")),
    ("/dev/mail/{name}", Nothing("only in a demonstration: letters that have left, which nobody can take back")),
    ("/dev/mail/{name}/html", Nothing("only in a demonstration: letters that have left, which nobody can take back")),
];

/// The addresses of the list, with these numbers in them.
pub fn filled(numbers: &[(&str, i64)]) -> Vec<String> {
    let shown = ROUTES.iter().filter_map(|(_, shows)| if let Places(places) = shows { Some(*places) } else { None });
    let fill = |place: &&str| {
        numbers
            .iter()
            .fold((*place).to_owned(), |place, (name, id)| place.replace(&format!("{{{name}}}"), &id.to_string()))
    };
    let all: Vec<String> = shown.flatten().map(fill).collect();
    assert!(all.iter().all(|place| !place.contains('{')), "a number is missing: {all:?}");
    all
}
