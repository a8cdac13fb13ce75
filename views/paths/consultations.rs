//! Addresses of consultations: asking, answering, and what is made of the answers.

use super::encode;

fixed! {
    /// Everything that asks questions, for those who read what people answer.
    staff_consultations = "/staff/consultations";
    /// What one has answered.
    own_responses = "/account/responses";
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
}

numbered! {
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
    /// The files that belong to it.
    paper_attachments = "/staff/paper/", "/attachments";
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

/// Whether everybody can have it.
pub fn staff_attachment_publication(response: i64, attachment: i64) -> String {
    format!("{}/publication", staff_response_attachment(response, attachment))
}

/// A file that belongs to a response that did not come online.
pub fn paper_attachment(response: i64, attachment: i64) -> String {
    format!("{}/{attachment}", paper_attachments(response))
}

/// Taking it out.
pub fn paper_attachment_removal(response: i64, attachment: i64) -> String {
    format!("{}/removal", paper_attachment(response, attachment))
}

/// A published file of a published response, by both their numbers.
pub fn published_attachment(slug: &str, number: i64, file: i64) -> String {
    format!("{}/files/{file}", published_response(slug, number))
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
