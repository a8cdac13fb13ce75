//! What staff find in the answers that people wrote.

diesel::table! {
    themes (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        parent_id -> Nullable<BigInt>,
        name -> Text,
        description -> Text,
        position -> BigInt,
        edition -> BigInt,
    }
}

diesel::table! {
    coders (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        number -> BigInt,
        account_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    assignments (coder_id, question) {
        coder_id -> BigInt,
        question -> BigInt,
    }
}

diesel::table! {
    codings (id) {
        id -> BigInt,
        response_id -> BigInt,
        version -> BigInt,
        question -> BigInt,
        coder_id -> BigInt,
        coded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    passages (id) {
        id -> BigInt,
        coding_id -> BigInt,
        theme_id -> BigInt,
        starts -> BigInt,
        ends -> BigInt,
    }
}

diesel::table! {
    outcomes (proposal_id) {
        proposal_id -> BigInt,
        asked -> Text,
        edition -> BigInt,
        published_at -> Nullable<Timestamp>,
        waiver -> Text,
        signed -> Text,
        told_upto -> BigInt,
    }
}

diesel::table! {
    outcome_points (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        theme_id -> Nullable<BigInt>,
        said -> Text,
        answers -> BigInt,
        verdict -> Text,
        because -> Text,
        owner -> Text,
        due -> Text,
    }
}

diesel::table! {
    outcome_updates (id) {
        id -> BigInt,
        point_id -> BigInt,
        words -> Text,
        told_at -> Timestamp,
    }
}
