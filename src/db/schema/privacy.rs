//! What is noted about people for their own sake, and what is left when they have gone.

diesel::table! {
    notices (version) {
        version -> Text,
        kind -> Text,
        words -> Text,
        first_at -> Timestamp,
    }
}

diesel::table! {
    consents (id) {
        id -> BigInt,
        account_id -> Nullable<BigInt>,
        subscriber_id -> Nullable<BigInt>,
        act -> Text,
        privacy -> Text,
        house_rules -> Text,
        age -> Nullable<BigInt>,
        at -> Timestamp,
    }
}

diesel::table! {
    access (id) {
        id -> BigInt,
        viewer_id -> Nullable<BigInt>,
        account_id -> Nullable<BigInt>,
        subscriber_id -> Nullable<BigInt>,
        what -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    archives (id) {
        id -> BigInt,
        account_id -> BigInt,
        asked_at -> Timestamp,
        ready_at -> Nullable<Timestamp>,
        bytes -> BigInt,
    }
}

diesel::table! {
    archive_parts (archive_id, number) {
        archive_id -> BigInt,
        number -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    erasures (id) {
        id -> BigInt,
        reference -> Text,
        account_id -> Nullable<BigInt>,
        address -> Nullable<Text>,
        words_go -> Bool,
        asked_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    former_proposal_votes (proposal_id, capacity, value) {
        proposal_id -> BigInt,
        capacity -> Text,
        value -> Integer,
        votes -> BigInt,
    }
}

diesel::table! {
    former_comment_votes (comment_id, capacity, value) {
        comment_id -> BigInt,
        capacity -> Text,
        value -> Integer,
        votes -> BigInt,
    }
}
