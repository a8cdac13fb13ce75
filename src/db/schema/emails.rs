//! Who gets emails about what, and what became of each.

diesel::table! {
    subscribers (id) {
        id -> BigInt,
        account_id -> Nullable<BigInt>,
        email -> Text,
        email_key -> Text,
        wording -> Text,
        asked_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        hour -> Integer,
        weekday -> Integer,
        paused_until -> Nullable<Timestamp>,
        stopped_at -> Nullable<Timestamp>,
        silenced_at -> Nullable<Timestamp>,
        silenced_because -> Text,
        bounces -> Integer,
        bounced_at -> Nullable<Timestamp>,
        covered_until -> BigInt,
        pending -> Binary,
        doubtful -> Binary,
        at_once_at -> Nullable<Timestamp>,
        daily_at -> Nullable<Timestamp>,
        weekly_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        last_period -> Nullable<Timestamp>,
    }
}

diesel::table! {
    follows (subscriber_id, kind, target_id) {
        subscriber_id -> BigInt,
        kind -> Text,
        target_id -> BigInt,
        frequency -> Text,
        since -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    digest_runs (id) {
        id -> BigInt,
        began_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        looked_at -> BigInt,
        planned -> BigInt,
    }
}

diesel::table! {
    digests (id) {
        id -> BigInt,
        subscriber_id -> BigInt,
        run_id -> Nullable<BigInt>,
        period_end -> Timestamp,
        upto -> BigInt,
        items -> Binary,
        doubtful -> Binary,
        left_out -> Binary,
        because -> Text,
        state -> Text,
        why -> Text,
        owner -> Text,
        attempts -> Integer,
        next_at -> Nullable<Timestamp>,
        message_id -> Text,
        subject -> Text,
        stop_hash -> Text,
        manage_hash -> Text,
        planned_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    digest_marks (id) {
        id -> Integer,
        woken_until -> BigInt,
    }
}
