//! Every table and column, in the words that both databases share.
//! A test compares these pages with both live databases. Here are the tables of the house itself, and which tables are joined.
#![allow(missing_docs)]

mod coding;
mod consultations;
mod discussion;
mod duty;
mod emails;
mod people;
mod privacy;
mod standing;

pub use coding::*;
pub use consultations::*;
pub use discussion::*;
pub use duty::*;
pub use emails::*;
pub use people::*;
pub use privacy::*;
pub use standing::*;

diesel::table! {
    revision (id) {
        id -> Integer,
        n -> BigInt,
    }
}

diesel::table! {
    scopes (scope) {
        scope -> Text,
        n -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        run_at -> Timestamp,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamp>,
        parked_because -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    activity (id) {
        id -> BigInt,
        kind -> Text,
        area_id -> Nullable<BigInt>,
        proposal_id -> Nullable<BigInt>,
        comment_id -> Nullable<BigInt>,
        actor_id -> Nullable<BigInt>,
        detail -> Text,
        at -> Timestamp,
    }
}

diesel::joinable!(organisation_members -> accounts (account_id));
diesel::joinable!(organisation_members -> organisations (organisation_id));
diesel::joinable!(profession_claims -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(staff_seen -> accounts (account_id));
diesel::joinable!(links -> accounts (account_id));
diesel::joinable!(proposals -> areas (area_id));
diesel::joinable!(case_studies -> areas (area_id));
diesel::joinable!(comments -> proposals (proposal_id));
diesel::joinable!(comments -> accounts (author_id));
diesel::joinable!(follows -> subscribers (subscriber_id));
diesel::joinable!(digests -> subscribers (subscriber_id));
diesel::joinable!(comment_votes -> comments (comment_id));
diesel::joinable!(cases -> comments (comment_id));
diesel::joinable!(decisions -> cases (case_id));
diesel::joinable!(reports -> comments (comment_id));
diesel::joinable!(appeals -> decisions (decision_id));
diesel::joinable!(attachments -> responses (response_id));
diesel::joinable!(questionnaires -> proposals (proposal_id));
diesel::joinable!(response_claims -> accounts (account_id));
diesel::joinable!(response_editions -> accounts (saved_by));
diesel::joinable!(response_remarks -> accounts (account_id));
diesel::joinable!(response_remarks -> responses (response_id));
diesel::joinable!(responses -> proposals (proposal_id));
diesel::joinable!(results -> proposals (proposal_id));
diesel::joinable!(campaign_groupings -> proposals (proposal_id));
diesel::joinable!(campaign_responses -> campaigns (campaign_id));
diesel::joinable!(campaign_responses -> responses (response_id));
diesel::joinable!(monitoring -> proposals (proposal_id));
diesel::joinable!(outcome_updates -> outcome_points (point_id));
diesel::joinable!(coders -> accounts (account_id));
diesel::joinable!(assignments -> coders (coder_id));
diesel::joinable!(codings -> responses (response_id));
diesel::joinable!(codings -> coders (coder_id));
diesel::joinable!(passages -> codings (coding_id));
diesel::joinable!(passages -> themes (theme_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    activity,
    appeals,
    areas,
    assignments,
    attachments,
    campaign_groupings,
    campaign_responses,
    campaigns,
    case_studies,
    cases,
    coders,
    codings,
    comment_votes,
    comments,
    decisions,
    digests,
    follows,
    keyings,
    links,
    locks,
    monitoring,
    organisation_members,
    outcome_points,
    outcome_updates,
    organisations,
    passages,
    profession_claims,
    professions,
    proposal_versions,
    proposal_votes,
    proposals,
    publications,
    questionnaires,
    redactions,
    reports,
    response_readings,
    response_redactions,
    response_sections,
    response_versions,
    response_claims,
    response_editions,
    response_remarks,
    responses,
    results,
    sessions,
    staff_seen,
    subscribers,
    themes,
    waiting_counts,
);
diesel::allow_columns_to_appear_in_same_group_by_clause!(decisions::act, decisions::rule, cases::why);
diesel::allow_columns_to_appear_in_same_group_by_clause!(campaigns::kind, responses::capacity);
diesel::allow_columns_to_appear_in_same_group_by_clause!(campaign_responses::campaign_id, campaign_responses::state);
