//! What the staff look at, and what they did.

diesel::table! {
    reports (id) {
        id -> BigInt,
        comment_id -> BigInt,
        reporter_id -> Nullable<BigInt>,
        reason -> Text,
        note -> Text,
        created_at -> Timestamp,
        kind -> Text,
    }
}

diesel::table! {
    cases (id) {
        id -> BigInt,
        comment_id -> BigInt,
        why -> Text,
        opened_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        claimed_by -> Nullable<BigInt>,
        claimed_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    waiting_counts (why) {
        why -> Text,
        waiting -> BigInt,
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
        rules_version -> Nullable<BigInt>,
        reasons -> Text,
        sanction -> Text,
        suspended_until -> Nullable<Timestamp>,
        batch -> Nullable<BigInt>,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    appeals (id) {
        id -> BigInt,
        decision_id -> BigInt,
        words -> Text,
        sent_at -> Timestamp,
        due_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        decider_id -> Nullable<BigInt>,
        reasons -> Text,
    }
}

diesel::table! {
    locks (root_id) {
        root_id -> BigInt,
        decision_id -> BigInt,
        locked_at -> Timestamp,
    }
}

diesel::table! {
    redactions (id) {
        id -> BigInt,
        comment_id -> BigInt,
        decision_id -> BigInt,
        original -> Nullable<Text>,
        made_at -> Timestamp,
        purged_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    moderation_clock (id) {
        id -> BigInt,
        summary_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    templates (id) {
        id -> BigInt,
        title -> Text,
        rule -> Nullable<BigInt>,
        words -> Text,
        changed_at -> Timestamp,
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
