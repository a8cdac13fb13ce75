//! Every address of the site, written once.

use std::fmt::Write;

/// `part` made safe for one step of a path, as RFC 3986 (section 2.3) has it.
pub fn encode(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            // Writing to a String cannot fail.
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name() -> &'static str { $path }
    )*};
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident = $before:literal, $after:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(part: &str) -> String { format!(concat!($before, "{}", $after), encode(part)) }
    )*};
}

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident = $before:literal, $after:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(id: i64) -> String { format!(concat!($before, "{}", $after), id) }
    )*};
}

fixed! {
    /// The home page.
    home = "/";
    /// The list on the home page of what is open now.
    open_now = "/#open";
    /// How a decision is made, on the home page.
    steps = "/#decide";
    /// The areas of focus.
    areas = "/areas";
    /// The case studies.
    case_studies = "/case-studies";
    /// All proposals.
    proposals = "/proposals";
    /// What was decided, and what is being read.
    decisions = "/decisions";
    /// The organisations that are verified.
    organisations = "/organisations";
    /// What the staff did, as everybody may know it.
    transparency = "/transparency";
    /// What moderators decided, as everybody may know it.
    moderation = "/moderation";
    /// The same as a file.
    moderation_file = "/moderation/decisions.csv";
    /// Every wording of the house rules.
    house_rules_versions = "/about/house-rules/versions";
    /// What is kept about people.
    privacy = "/privacy";
    /// The cookies.
    cookies = "/cookies";
    /// Where the form for emails without an account is sent.
    subscriptions = "/subscriptions";
    /// Asking for a new link to one's emails.
    emails_link = "/emails";
    /// Following the whole site.
    site_follows = "/follows";
    /// Making an account.
    register = "/register";
    /// Asking for the confirmation letter again.
    confirmation_resend = "/confirmation";
    /// Signing in.
    sign_in = "/sign-in";
    /// Asking for a link that signs in.
    sign_in_link = "/sign-in/link";
    /// The code that whoever has a second step owes.
    sign_in_code = "/sign-in/code";
    /// Signing in with a passkey.
    sign_in_passkey = "/sign-in/passkey";
    /// Where the answer of a browser is sent that was asked for one.
    sign_in_passkey_answer = "/sign-in/passkey/answer";
    /// Signing out.
    sign_out = "/sign-out";
    /// Asking for a new password.
    reset = "/reset";
    /// One's own account.
    account = "/account";
    /// Changing one's password.
    account_password = "/account/password";
    /// The second step of signing in.
    account_factor = "/account/factor";
    /// New recovery codes.
    account_factor_codes = "/account/factor/codes";
    /// Switching the second step off.
    account_factor_removal = "/account/factor/removal";
    /// One's own passkeys.
    account_passkeys = "/account/passkeys";
    /// Making a new passkey.
    account_passkey_new = "/account/passkeys/new";
    /// Where one is signed in: signing out everywhere.
    account_sessions = "/account/sessions";
    /// Which emails one gets, for those who are signed in.
    account_emails = "/account/emails";
    /// What one does for a living, and how it is verified.
    account_profession = "/account/profession";
    /// Being verified by a letter to a work address.
    account_profession_work_address = "/account/profession/work-address";
    /// Being verified by a registration number.
    account_profession_registration = "/account/profession/registration";
    /// Being verified by staff who vouch.
    account_profession_vouching = "/account/profession/vouching";
    /// The copy of one's data: how it stands, and asking for it.
    account_data = "/account/data";
    /// The copy itself.
    account_data_copy = "/account/data/copy.zip";
    /// Erasing oneself.
    account_erasure = "/account/erasure";
    /// The organisation to which one belongs.
    account_organisation = "/account/organisation";
    /// Inviting somebody to it.
    account_organisation_invitations = "/account/organisation/invitations";
    /// Changing who belongs to it.
    account_organisation_members = "/account/organisation/members";
    /// Leaving it.
    account_organisation_leaving = "/account/organisation/leaving";
    /// The proposals that one has suggested.
    account_suggestions = "/account/suggestions";
    /// A comment or vote that waits until its author has signed in.
    pending = "/pending";
    /// The first page for staff.
    staff = "/staff";
    /// The proposals, for those who edit them.
    staff_proposals = "/staff/proposals";
    /// A new proposal.
    staff_proposal_new = "/staff/proposals/new";
    /// What waits for a moderator.
    staff_queue = "/staff/queue";
    /// The rules that hold comments for a moderator.
    staff_holding = "/staff/holding";
    /// The professions that staff verify.
    staff_professions = "/staff/professions";
    /// The organisations that staff verify.
    staff_organisations = "/staff/organisations";
    /// Each act of a moderator.
    staff_record = "/staff/record";
    /// Appeals against decisions.
    staff_appeals = "/staff/appeals";
    /// What a moderator decided themselves.
    staff_own_decisions = "/staff/decisions";
    /// Everything that asks questions, for those who read what people answer.
    staff_consultations = "/staff/consultations";
    /// Reasons that moderators can begin with.
    staff_templates = "/staff/templates";
    /// What one has answered.
    own_responses = "/account/responses";
    /// What moderators decided about one's own comments.
    own_decisions = "/account/decisions";
    /// The site's pages, for those who edit them.
    staff_pages = "/staff/pages";
    /// The areas, for those who edit them.
    staff_areas = "/staff/areas";
    /// The staff, for those who invite them.
    staff_people = "/staff/people";
    /// Who looked at people's data.
    staff_access = "/staff/access";
    /// How the emails are getting on.
    staff_emails = "/staff/emails";
    /// The case studies, for those who edit them.
    staff_case_studies = "/staff/case-studies";
    /// A new case study.
    staff_case_study_new = "/staff/case-studies/new";
    /// The words of the home page, for those who edit them.
    staff_texts_home = "/staff/texts/home";
    /// The words that stand on every page, for those who edit them.
    staff_texts_frame = "/staff/texts/frame";
    /// Letters kept by the demonstration.
    dev_mail = "/dev/mail";
}

named! {
    /// Answering what a proposal asks.
    respond = "/proposals/", "/respond";
    /// All that it asks, to be read and printed.
    questions = "/proposals/", "/questions";
    /// How often what was answered.
    results = "/proposals/", "/results";
    /// The responses that are published.
    published = "/proposals/", "/responses";
    /// The same as a table.
    published_file = "/proposals/", "/responses.csv";
    /// What was decided about it, and why.
    outcome = "/proposals/", "/outcome";
    /// Who answered, as they said of themselves.
    equality = "/proposals/", "/equality";
    /// The same as a table.
    equality_file = "/proposals/", "/equality.csv";
    /// What somebody is asked about themselves when they have sent a response.
    response_equality = "/responses/", "/equality";
    /// What became of a response.
    response_outcome = "/responses/", "/outcome";
    /// A response, by its reference.
    response = "/responses/", "";
    /// All answers before they are sent.
    response_check = "/responses/", "/check";
    /// All answers as they were sent.
    response_answers = "/responses/", "/answers";
    /// Taking it back.
    response_withdrawal = "/responses/", "/withdrawal";
    /// What those who write it say to one another.
    response_remarks = "/responses/", "/remarks";
    /// The files that belong to it.
    response_attachments = "/responses/", "/attachments";
    /// Asking the owners of the organisation to send it.
    response_sign_off = "/responses/", "/sign-off";
    /// An area of focus.
    area = "/areas/", "";
    /// Following an area.
    area_follows = "/areas/", "/follows";
    /// Suggesting a proposal for an area.
    area_suggestions = "/areas/", "/suggestions";
    /// A page about the vision or the site.
    page = "/about/", "";
    /// A case study.
    case_study = "/case-studies/", "";
    /// A proposal.
    proposal = "/proposals/", "";
    /// Voting on a proposal.
    proposal_votes = "/proposals/", "/votes";
    /// Commenting on a proposal.
    proposal_comments = "/proposals/", "/comments";
    /// Following a proposal.
    proposal_follows = "/proposals/", "/follows";
    /// What changed in a proposal, and why.
    versions = "/proposals/", "/versions";
    /// What moderators decided in one month.
    moderation_month = "/moderation/", "";
    /// Following an organisation.
    organisation_follows = "/organisations/", "/follows";
    /// The link in the letter to somebody who asked for emails.
    subscription_confirmation = "/subscriptions/confirmation/", "";
    /// Which emails one gets, behind the link that stands in each of them.
    emails = "/emails/", "";
    /// Stopping emails: a page with a button; posting to it stops them, as RFC 8058 has it.
    emails_stop = "/emails/", "/stop";
    /// An email as a page.
    emails_copy = "/emails/", "/copy";
    /// The link in the letter to somebody who made an account.
    confirmation = "/confirmation/", "";
    /// Making the account of a confirmed address one's own, without the password that was chosen for it.
    confirmation_account = "/confirmation/", "/account";
    /// The link in the letter to somebody who asked for a new password.
    reset_with = "/reset/", "";
    /// The link in the letter to somebody who asked for one to sign in.
    sign_in_with = "/sign-in/link/", "";
    /// Signing in at another site.
    sign_in_elsewhere = "/sign-in/with/", "";
    /// Where that site leads people back to.
    sign_in_back = "/sign-in/with/", "/back";
    /// Who comes from there for the first time.
    sign_in_newcomer = "/sign-in/with/", "/account";
    /// Connecting one's account to another site.
    account_identity = "/account/identities/", "";
    /// Taking that back.
    account_identity_removal = "/account/identities/", "/removal";
    /// That somebody erased themselves.
    erasure = "/erasures/", "";
    /// An area, for those who edit it.
    staff_area = "/staff/areas/", "";
    /// A page, for those who edit it.
    staff_page = "/staff/pages/", "";
    /// A case study, for those who edit it.
    staff_case_study = "/staff/case-studies/", "";
    /// A case study as it would look.
    staff_case_study_preview = "/staff/case-studies/", "/preview";
    /// Deleting a case study.
    staff_case_study_deletion = "/staff/case-studies/", "/deletion";
    /// The link in the letter to a work address.
    account_profession_letter = "/account/profession/letter/", "";
    /// An organisation.
    organisation = "/organisations/", "";
    /// The link in the letter to somebody who is invited to an organisation.
    account_organisation_invitation = "/account/organisation/invitation/", "";
    /// The link in the letter to a new colleague.
    invitation = "/invitation/", "";
    /// One letter kept by the demonstration.
    dev_message = "/dev/mail/", "";
    /// The same as mail programs show it.
    dev_message_html = "/dev/mail/", "/html";
}

numbered! {
    /// One wording of the house rules; the first is 1.
    house_rules_version = "/about/house-rules/versions/", "";
    /// One of one's emails, as a page.
    account_email = "/account/emails/", "";
    /// One of one's passkeys.
    account_passkey = "/account/passkeys/", "";
    /// Removing a passkey.
    account_passkey_removal = "/account/passkeys/", "/removal";
    /// Signing one device out.
    account_session_ending = "/account/sessions/", "/ending";
    /// A comment.
    comment = "/comments/", "";
    /// Voting on a comment.
    comment_votes = "/comments/", "/votes";
    /// Answering a comment.
    comment_replies = "/comments/", "/replies";
    /// Changing one's comment.
    comment_edit = "/comments/", "/edit";
    /// Deleting one's comment.
    comment_deletion = "/comments/", "/deletion";
    /// What a comment said before it was changed.
    comment_history = "/comments/", "/history";
    /// Reporting a comment.
    comment_reports = "/comments/", "/reports";
    /// Following a comment and the replies below it.
    comment_follows = "/comments/", "/follows";
    /// A proposal, for those who edit it.
    staff_proposal = "/staff/proposals/", "";
    /// Opening a proposal.
    staff_proposal_opening = "/staff/proposals/", "/opening";
    /// Closing a proposal.
    staff_proposal_closing = "/staff/proposals/", "/closing";
    /// A proposal in other formats, for those who edit it.
    staff_formats = "/staff/proposals/", "/formats";
    /// One of these.
    staff_format = "/staff/formats/", "";
    /// Taking it away.
    staff_format_deletion = "/staff/formats/", "/deletion";
    /// Withdrawing a proposal.
    staff_proposal_withdrawal = "/staff/proposals/", "/withdrawal";
    /// Which comments on a proposal wait for a moderator.
    staff_proposal_holding = "/staff/proposals/", "/holding";
    /// The responses to what a proposal asks, for those who read them.
    staff_responses = "/staff/proposals/", "/responses";
    /// One of them.
    staff_response = "/staff/responses/", "";
    /// Responses to it that did not come online, for those who key them in.
    paper = "/staff/proposals/", "/paper";
    /// One of these.
    paper_response = "/staff/paper/", "";
    /// Putting right what one has keyed in.
    paper_opening = "/staff/paper/", "/opening";
    /// Sending it.
    paper_sending = "/staff/paper/", "/sending";
    /// Whether it is published.
    staff_publication = "/staff/responses/", "/publication";
    /// Putting back what was taken out of it.
    staff_redaction_deletion = "/staff/redactions/", "/deletion";
    /// Which responses are published, for those who decide that.
    staff_publishing = "/staff/proposals/", "/publishing";
    /// Responses to it that say the same, for those who read them.
    staff_campaigns = "/staff/proposals/", "/campaigns";
    /// One group of these.
    staff_campaign = "/staff/campaigns/", "";
    /// Whether one response belongs to it.
    staff_campaign_responses = "/staff/campaigns/", "/responses";
    /// What people are asked about themselves.
    staff_equality = "/staff/proposals/", "/equality-questions";
    /// Writing what is done about what people said.
    staff_outcome = "/staff/proposals/", "/outcome";
    /// Publishing it.
    staff_outcome_publication = "/staff/proposals/", "/outcome/publication";
    /// Something else that people said.
    staff_outcome_points = "/staff/proposals/", "/outcome/points";
    /// Something that they said.
    staff_outcome_point = "/staff/outcome-points/", "";
    /// Taking it away.
    staff_outcome_point_deletion = "/staff/outcome-points/", "/deletion";
    /// How far it is.
    staff_outcome_point_updates = "/staff/outcome-points/", "/updates";
    /// The themes of what is answered to a proposal.
    themes = "/staff/proposals/", "/themes";
    /// One of them.
    theme = "/staff/themes/", "";
    /// Its place among those beside it.
    theme_place = "/staff/themes/", "/place";
    /// Putting it together with another.
    theme_merging = "/staff/themes/", "/merging";
    /// Removing it.
    theme_deletion = "/staff/themes/", "/deletion";
    /// How far the coding of the answers to a proposal is.
    coding = "/staff/proposals/", "/coding";
    /// How far those agree who coded the same answers.
    agreement = "/staff/proposals/", "/agreement";
    /// What a proposal asks, for those who build it.
    questionnaire = "/staff/proposals/", "/questionnaire";
    /// Copying what an earlier one asked.
    questionnaire_copy = "/staff/proposals/", "/questionnaire/copy";
    /// What happens to late responses.
    questionnaire_late = "/staff/proposals/", "/questionnaire/late";
    /// A new section of it.
    questionnaire_section_new = "/staff/proposals/", "/questionnaire/sections";
    /// Trying it as somebody who answers.
    questionnaire_preview = "/staff/proposals/", "/questionnaire/preview";
    /// Giving a proposal more time.
    staff_proposal_extension = "/staff/proposals/", "/extension";
    /// Declining a proposal that a resident suggested.
    staff_proposal_declining = "/staff/proposals/", "/declining";
    /// A case for a moderator.
    staff_case = "/staff/cases/", "";
    /// Deciding a case.
    staff_decisions = "/staff/cases/", "/decisions";
    /// Giving a case back to the queue.
    staff_giving_back = "/staff/cases/", "/giving-back";
    /// One decision about many comments like that of a case.
    staff_together = "/staff/cases/", "/together";
    /// An appeal.
    staff_appeal = "/staff/appeals/", "";
    /// Reasons that moderators can begin with.
    staff_template = "/staff/templates/", "";
    /// Deleting them.
    staff_template_deletion = "/staff/templates/", "/deletion";
    /// A decision about a comment of one's own.
    own_decision = "/account/decisions/", "";
    /// Asking for another look at it.
    own_appeal = "/account/decisions/", "/appeal";
    /// A claim to a profession, for those who verify it.
    staff_profession = "/staff/professions/", "";
    /// An organisation, for those who verify it.
    staff_organisation = "/staff/organisations/", "";
    /// Ending a colleague's role.
    staff_person_ending = "/staff/people/", "/ending";
    /// Trying once more to send an email that was put aside.
    staff_email_retry = "/staff/emails/", "/retry";
}

/// One version of a proposal; the first is 1.
pub fn version(slug: &str, number: i64) -> String {
    format!("/proposals/{}/versions/{number}", encode(slug))
}

/// All responses to what a proposal asks, as a file of this name.
pub fn staff_responses_file(proposal: i64, name: &str) -> String {
    format!("{}/{}", staff_responses(proposal), encode(name))
}

/// Taking a part out of the answer to one question of a response.
pub fn staff_redactions(response: i64, question: i64) -> String {
    format!("{}/redactions/{question}", staff_response(response))
}

/// A published response, by its number.
pub fn published_response(slug: &str, number: i64) -> String {
    format!("{}/{number}", published(slug))
}

/// The next answer to a question that somebody is to code.
pub fn coding_question(proposal: i64, question: i64) -> String {
    format!("{}/{question}", coding(proposal))
}

/// One answer, to be coded.
pub fn coding_answer(proposal: i64, question: i64, response: i64) -> String {
    format!("{}/{response}", coding_question(proposal, question))
}

/// How far two coders agree on a question, by their numbers.
pub fn agreement_pair(proposal: i64, question: i64, (first, second): (i64, i64)) -> String {
    format!("{}/{question}/{first}-{second}", agreement(proposal))
}

/// Every passage that was tagged, as a file of this name.
pub fn passages_file(proposal: i64, name: &str) -> String {
    format!("/staff/proposals/{proposal}/passages/{}", encode(name))
}

/// A section of a response.
pub fn response_section(reference: &str, section: i64) -> String {
    format!("{}/sections/{section}", response(reference))
}

/// What was saved of a section of a response.
pub fn response_history(reference: &str, section: i64) -> String {
    format!("{}/history", response_section(reference, section))
}

/// Taking away a remark about a response.
pub fn response_remark_removal(reference: &str, remark: i64) -> String {
    format!("{}/{remark}/removal", response_remarks(reference))
}

/// A file that belongs to a response.
pub fn response_attachment(reference: &str, attachment: i64) -> String {
    format!("{}/{attachment}", response_attachments(reference))
}

/// Taking it out.
pub fn response_attachment_removal(reference: &str, attachment: i64) -> String {
    format!("{}/removal", response_attachment(reference, attachment))
}

/// The same file, for those who read the response.
pub fn staff_response_attachment(response: i64, attachment: i64) -> String {
    format!("{}/attachments/{attachment}", staff_response(response))
}

/// A section of what a proposal asks, for those who build it.
pub fn questionnaire_section(proposal: i64, section: i64) -> String {
    format!("{}/sections/{section}", questionnaire(proposal))
}

/// A new question in that section.
pub fn questionnaire_question_new(proposal: i64, section: i64) -> String {
    format!("{}/questions", questionnaire_section(proposal, section))
}

/// A question of what a proposal asks, for those who build it.
pub fn questionnaire_question(proposal: i64, question: i64) -> String {
    format!("{}/questions/{question}", questionnaire(proposal))
}

/// The house rule with this number, on the page of all of them.
pub fn house_rule(number: u32) -> String {
    format!("{}#rule-{number}", page("house-rules"))
}

/// The place of a comment on the page that shows it.
pub fn comment_anchor(id: i64) -> String {
    format!("#c{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_slug_stays_one_step_of_the_path() {
        assert_eq!(area("clean-air"), "/areas/clean-air");
        assert_eq!(area("../a b/é?#"), "/areas/..%2Fa%20b%2F%C3%A9%3F%23");
        assert_eq!(version("a", 2), "/proposals/a/versions/2");
        assert_eq!(comment_reports(7), "/comments/7/reports");
        assert_eq!(reset_with("A_-z"), "/reset/A_-z");
        assert_eq!(emails("A_-z"), "/emails/A_-z");
        assert_eq!(emails_stop("a/b"), "/emails/a%2Fb/stop");
        assert_eq!(emails_copy("a"), "/emails/a/copy");
        assert_eq!(staff_email_retry(3), "/staff/emails/3/retry");
    }
}
