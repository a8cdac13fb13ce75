//! What is asked, and what was answered.

diesel::table! {
    questionnaires (proposal_id) {
        proposal_id -> BigInt,
        content -> Text,
        edition -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    responses (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        reference -> Text,
        account_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        capacity -> Text,
        state -> Text,
        version -> BigInt,
        late -> Bool,
        publish -> Text,
        confidential -> Text,
        consulted -> Text,
        begun_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
        asked_at -> Nullable<Timestamp>,
        channel -> Text,
        received_on -> Text,
        given_name -> Text,
    }
}

diesel::table! {
    response_sections (response_id, section) {
        response_id -> BigInt,
        section -> BigInt,
        typed -> Text,
        edition -> BigInt,
        saved_at -> Timestamp,
        saved_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    response_versions (response_id, number) {
        response_id -> BigInt,
        number -> BigInt,
        answers -> Text,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    response_claims (response_id, section) {
        response_id -> BigInt,
        section -> BigInt,
        account_id -> BigInt,
        since -> Timestamp,
        until -> Timestamp,
    }
}

diesel::table! {
    response_editions (response_id, section, number) {
        response_id -> BigInt,
        section -> BigInt,
        number -> BigInt,
        typed -> Text,
        saved_at -> Timestamp,
        saved_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    response_remarks (id) {
        id -> BigInt,
        response_id -> BigInt,
        section -> Nullable<BigInt>,
        account_id -> Nullable<BigInt>,
        words -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    response_readings (id) {
        id -> BigInt,
        response_id -> BigInt,
        version -> BigInt,
        reader_id -> Nullable<BigInt>,
        read_at -> Timestamp,
    }
}

diesel::table! {
    response_redactions (id) {
        id -> BigInt,
        response_id -> BigInt,
        version -> BigInt,
        question -> BigInt,
        starts -> BigInt,
        ends -> BigInt,
        ground -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    publications (id) {
        id -> BigInt,
        response_id -> BigInt,
        proposal_id -> BigInt,
        is_public -> Bool,
        reason -> Text,
        edition -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    attachments (id) {
        id -> BigInt,
        response_id -> BigInt,
        file -> Text,
        name -> Text,
        description -> Text,
        kind -> Text,
        bytes -> BigInt,
        sha256 -> Text,
        added_at -> Timestamp,
        added_by -> Nullable<BigInt>,
        sent_in -> Nullable<BigInt>,
        taken_out -> Bool,
        is_public -> Bool,
    }
}

diesel::table! {
    results (proposal_id) {
        proposal_id -> BigInt,
        tally -> Text,
        revision -> BigInt,
        counted_at -> Timestamp,
    }
}

diesel::table! {
    campaigns (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        state -> Text,
        kind -> Text,
        name -> Text,
        typical_id -> Nullable<BigInt>,
        typical_version -> BigInt,
        size -> BigInt,
        waiting -> BigInt,
        edition -> BigInt,
        found_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    campaign_responses (response_id) {
        response_id -> BigInt,
        campaign_id -> BigInt,
        version -> BigInt,
        state -> Text,
        resemblance -> BigInt,
        contained -> BigInt,
    }
}

diesel::table! {
    campaign_groupings (proposal_id) {
        proposal_id -> BigInt,
        revision -> BigInt,
        threshold -> BigInt,
        compared -> BigInt,
        short -> BigInt,
        left_out -> BigInt,
        grouped_at -> Timestamp,
    }
}

diesel::table! {
    proposal_formats (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        kind -> Text,
        title -> Text,
        url -> Text,
        dated -> Text,
        version -> Integer,
    }
}

diesel::table! {
    monitoring (proposal_id) {
        proposal_id -> BigInt,
        asked -> Text,
        reason -> Text,
        edition -> BigInt,
        tally -> Text,
        published -> Text,
        published_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    keyings (response_id, place) {
        response_id -> BigInt,
        place -> BigInt,
        keyer_id -> Nullable<BigInt>,
        typed -> Text,
        is_done -> Bool,
        keyed_at -> Timestamp,
    }
}

diesel::table! {
    monitoring_given (response_id) {
        response_id -> BigInt,
        proposal_id -> BigInt,
    }
}
