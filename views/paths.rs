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

mod consultations;
mod desk;

pub use consultations::*;
pub use desk::*;

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
    /// What moderators decided about one's own comments.
    own_decisions = "/account/decisions";
    /// Letters kept by the demonstration.
    dev_mail = "/dev/mail";
}

named! {
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
    /// The same in the letter to somebody who has no account yet.
    sign_in_first = "/sign-in/link/", "/account";
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
    /// A decision about a comment of one's own.
    own_decision = "/account/decisions/", "";
    /// Asking for another look at it.
    own_appeal = "/account/decisions/", "/appeal";
}

/// One version of a proposal; the first is 1.
pub fn version(slug: &str, number: i64) -> String {
    format!("/proposals/{}/versions/{number}", encode(slug))
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
