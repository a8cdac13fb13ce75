//! Everything that can be done later.

use serde::{Deserialize, Serialize};

/// Something to do later. It carries numbers and words of ours: whoever does it loads what they stand for and checks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// A letter with the link of this number (confirm, reset, invite).
    Link {
        /// The row in `links`.
        link: i64,
    },
    /// A letter with a link to somebody who asked for one and has no account.
    Newcomer {
        /// The row in `newcomers`.
        newcomer: i64,
    },
    /// A letter to somebody who registered again with an address that has an account.
    AddressKnown {
        /// The account.
        account: i64,
    },
    /// A letter that says that the password was changed.
    PasswordChanged {
        /// The account.
        account: i64,
    },
    /// A letter that says that the second step for signing in was switched on or off.
    FactorChanged {
        /// The account.
        account: i64,
        /// Whether it is on now.
        on: bool,
    },
    /// A letter that says that signing in at another site was connected to an account, or disconnected.
    IdentityChanged {
        /// The account.
        account: i64,
        /// The provider's name in the settings.
        provider: String,
        /// Whether it is connected now.
        on: bool,
    },
    /// A letter that says that a passkey was added or taken away.
    PasskeyChanged {
        /// The account.
        account: i64,
        /// Whether it was added.
        added: bool,
    },
    /// A letter to the author of a comment about a moderator's decision.
    ModerationNotice {
        /// The row in `decisions`.
        decision: i64,
    },
    /// A letter to whoever looks after people at risk.
    Risk {
        /// The row in `reports`.
        report: i64,
        /// The moderator; nobody where the settings name an address.
        account: Option<i64>,
    },
    /// A letter to somebody with an account, that we have their report.
    ReportReceived {
        /// The row in `reports`.
        report: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter to somebody with an account, about what was decided on their report.
    ReportDecided {
        /// The row in `reports`.
        report: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter to the author of a comment about what came of their appeal.
    AppealAnswered {
        /// The row in `appeals`.
        appeal: i64,
    },
    /// A letter to a moderator, that something waits for too long.
    QueueWaits {
        /// The moderator.
        account: i64,
    },
    /// A letter with a button that says yes to emails about something.
    Subscription {
        /// The row in `subscribers`.
        subscriber: i64,
        /// The kind of thing that they want to follow, and its number.
        kind: String,
        /// See `kind`.
        target: i64,
        /// How often they want to hear of it.
        frequency: String,
        /// When they asked: seconds since 1970, UTC.
        asked_at: i64,
    },
    /// A letter to a work address, with a link that verifies who asked for it.
    WorkAddress {
        /// The row in `profession_claims`.
        claim: i64,
    },
    /// A letter that says what staff decided about a profession.
    ProfessionDecided {
        /// The row in `profession_claims`.
        claim: i64,
    },
    /// A letter that says that a verification runs out soon.
    ProfessionEnding {
        /// The account.
        account: i64,
    },
    /// A letter that invites somebody to an organisation.
    OrganisationInvitation {
        /// The row in `organisation_invitations`.
        invitation: i64,
    },
    /// A letter to an owner that says what staff decided about their organisation.
    OrganisationDecided {
        /// The organisation.
        organisation: i64,
        /// The owner.
        account: i64,
    },
    /// A letter to whoever suggested a proposal, that it was published or declined.
    SuggestionDecided {
        /// The proposal.
        proposal: i64,
    },
    /// A letter with a link to the page where emails are changed.
    Preferences {
        /// The row in `subscribers`.
        subscriber: i64,
    },
    /// A letter to somebody who writes proposals, that the answer to a consultation is due.
    AnswerDue {
        /// The proposal.
        proposal: i64,
        /// Who is reminded.
        account: i64,
    },
    /// Queueing a letter for everybody who sent a response, that the outcome is public: no letter.
    TellOutcome {
        /// The proposal.
        proposal: i64,
    },
    /// A letter to somebody who sent a response, that the outcome is public.
    OutcomePublished {
        /// The proposal.
        proposal: i64,
        /// Who sent one.
        account: i64,
    },
    /// A letter with a copy of a response, to whoever has sent it.
    ResponseReceived {
        /// The row in `responses`.
        response: i64,
        /// Which version.
        version: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter that asks an owner of an organisation to look at its response and send it.
    ResponseToSend {
        /// The row in `responses`.
        response: i64,
        /// The owner.
        account: i64,
        /// Who asks.
        by: i64,
    },
    /// Deleting a file whose row is gone: no letter.
    DeleteFile {
        /// Its name in the store of files.
        file: String,
    },
    /// Making the copy of what is kept about somebody: no letter.
    Archive {
        /// The row in `archives`.
        archive: i64,
    },
    /// A letter that says that the copy is ready.
    ArchiveReady {
        /// The row in `archives`.
        archive: i64,
    },
    /// Erasing what somebody who has left did here: no letter.
    Erase {
        /// The row in `erasures`.
        erasure: i64,
    },
    /// The last letter, to somebody who is erased.
    Erased {
        /// The row in `erasures`.
        erasure: i64,
    },
}

/// The kinds of jobs that are no letters: they are done also while no mail server takes any.
pub const NO_LETTERS: &[&str] = &["archive", "delete_file", "erase", "tell_outcome"];
