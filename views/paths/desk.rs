//! Addresses of the desk of those who run the site.

use super::encode;

fixed! {
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
    /// Reasons that moderators can begin with.
    staff_templates = "/staff/templates";
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
}

named! {
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
}

numbered! {
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
    /// A claim to a profession, for those who verify it.
    staff_profession = "/staff/professions/", "";
    /// An organisation, for those who verify it.
    staff_organisation = "/staff/organisations/", "";
    /// Ending a colleague's role.
    staff_person_ending = "/staff/people/", "/ending";
    /// Trying once more to send an email that was put aside.
    staff_email_retry = "/staff/emails/", "/retry";
}
