//! The acts of the record in words, and which of them everybody may hear of.
//!
//! Everybody may hear of what changed something that everybody can see, and of who joins or leaves the staff, without
//! names. Work on what is not public yet, and the keeping of letters, only counts.

/// Acts that everybody may hear of, with the sentence for them.
const PUBLIC: &[(&str, &str)] = &[
    ("appeal.grant", "A moderator looked again at a decision, and changed it"),
    ("appeal.refuse", "A moderator looked again at a decision, and it stands"),
    ("area.edit", "The words of an area of focus were changed"),
    ("campaign.add", "A response was added to a group of responses that say the same"),
    ("campaign.confirm", "Responses that say the same were counted as a group"),
    ("campaign.remove", "A response was taken out of a group of responses that say the same"),
    ("campaign.reopen", "A decision on responses that say the same was taken back"),
    ("case_study.add", "A case study was added"),
    ("case_study.delete", "A case study was deleted"),
    ("case_study.edit", "A case study was changed"),
    ("case_study.hide", "A case study was taken from view"),
    ("case_study.show", "A case study was put on view"),
    ("comment.ask", "A moderator asked somebody to change a comment"),
    ("comment.hide", "A moderator hid a comment"),
    ("comment.keep", "A moderator looked at a comment and kept it"),
    ("comment.lock", "A moderator locked a thread"),
    ("comment.purge", "The words of a comment that was taken down are not kept any more"),
    ("comment.redact", "A moderator took a part out of a comment"),
    ("comment.remove", "A moderator removed a comment"),
    ("comment.restore", "A moderator brought a comment back"),
    ("comment.unlock", "A moderator opened a thread again"),
    ("format.add", "A proposal was put into another format"),
    ("format.change", "Another format of a proposal was changed"),
    ("format.remove", "Another format of a proposal was taken away"),
    ("holding.change", "The rules that hold comments for a moderator were changed"),
    ("organisation.verify", "An organisation was verified"),
    ("organisation.withdraw", "The verification of an organisation was taken back"),
    ("outcome.publish", "What was decided about a proposal was published"),
    ("outcome.tell", "It was told how far a decision is"),
    ("page.edit", "A page was changed"),
    ("proposal.announce", "The dates of a proposal were announced"),
    ("proposal.arrange", "The settings of a proposal were changed"),
    ("proposal.close", "A proposal was closed early"),
    ("proposal.edit", "The words of a proposal were changed"),
    ("proposal.extend", "A proposal was given more time"),
    ("proposal.holding", "The rules that hold comments on a proposal were changed"),
    ("proposal.import", "A conversation held elsewhere was brought in"),
    ("proposal.open", "A proposal was opened"),
    ("proposal.withdraw", "A proposal was withdrawn"),
    ("response.publish", "A response to a consultation was published"),
    ("response.publish_file", "A file that came with a response to a consultation was published"),
    ("response.redact", "A part of a response was taken out for those who read it"),
    ("response.unredact", "A part that was taken out of a response was put back"),
    ("response.withhold", "It was decided not to publish a response to a consultation"),
    ("response.withhold_file", "A file that came with a response to a consultation is not published any more"),
    ("rules.edit", "The house rules were changed"),
    ("staff.end", "Somebody left the staff"),
    ("staff.invite", "Somebody was given a role on the staff"),
    ("staff.join", "Somebody joined the staff"),
    ("texts.frame", "The words on every page were changed"),
    ("texts.home", "The words of the home page were changed"),
];

/// Acts that only count.
const PRIVATE: &[&str] = &[
    "campaign.refuse",
    "coding.assign",
    "coding.release",
    "digest.retry",
    "monitoring.choose",
    "organisation.refuse",
    "outcome.write",
    "paper.attach",
    "paper.key",
    "paper.open_again",
    "paper.send",
    "paper.take_in",
    "paper.take_out",
    "profession.confirm",
    "profession.refuse",
    "profession.withdraw",
    "proposal.create",
    "proposal.decline",
    "proposal.draft",
    "proposal.plan",
    "questionnaire.change",
    "response.read",
    "template.delete",
    "template.save",
    "theme.add",
    "theme.change",
    "theme.merge",
    "theme.place",
    "theme.remove",
];

/// The sentence for an act that everybody may hear of.
#[must_use]
pub fn public_words(act: &str) -> Option<&'static str> {
    PUBLIC.iter().find(|(known, _)| *known == act).map(|(_, words)| *words)
}

/// Whether somebody has decided, for this kind of act, if everybody may hear of it. One that is not known only counts.
#[must_use]
pub fn is_known(act: &str) -> bool {
    public_words(act).is_some() || PRIVATE.contains(&act)
}

pub(super) fn public() -> Vec<&'static str> {
    PUBLIC.iter().map(|(act, _)| *act).collect()
}
