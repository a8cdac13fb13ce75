//! What the staff look at, and what they did.

diesel::table! {
    reports (id) {
        id -> BigInt,
        comment_id -> BigInt,
        reporter_id -> Nullable<BigInt>,
        reason -> Text,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    cases (id) {
        id -> BigInt,
        comment_id -> BigInt,
        why -> Text,
        opened_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    decisions (id) {
        id -> BigInt,
        case_id -> BigInt,
        comment_id -> BigInt,
        moderator_id -> Nullable<BigInt>,
        act -> Text,
        rule -> Text,
        reasons -> Text,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    staff_seen (account_id) {
        account_id -> BigInt,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        actor_id -> Nullable<BigInt>,
        act -> Text,
        subject -> Text,
        detail -> Text,
        at -> Timestamp,
        prev_hash -> Text,
        hash -> Text,
    }
}
