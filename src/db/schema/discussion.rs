//! What is proposed, what people say and how they vote; and the texts around it.

diesel::table! {
    turnout (life_stage) {
        life_stage -> Text,
        people -> BigInt,
    }
}

diesel::table! {
    areas (id) {
        id -> BigInt,
        slug -> Text,
        title -> Text,
        short_title -> Text,
        life_stage -> Text,
        ambition -> Text,
        lede -> Text,
        why -> Text,
        why_html -> Text,
        who_decides -> Text,
        position -> Integer,
        followers -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    figures (id) {
        id -> BigInt,
        area_id -> BigInt,
        position -> Integer,
        number -> Text,
        text -> Text,
        source_name -> Text,
        source_url -> Text,
    }
}

diesel::table! {
    case_studies (id) {
        id -> BigInt,
        slug -> Text,
        area_id -> BigInt,
        title -> Text,
        summary -> Text,
        source_name -> Text,
        source_url -> Text,
        body -> Text,
        body_html -> Text,
        updated_at -> Timestamp,
        shown -> Bool,
    }
}

diesel::table! {
    pages (id) {
        id -> BigInt,
        slug -> Text,
        title -> Text,
        summary -> Text,
        body -> Text,
        body_html -> Text,
        position -> Integer,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    house_rules (number) {
        number -> BigInt,
        title -> Text,
        summary -> Text,
        body -> Text,
        reason -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    site_texts (key) {
        key -> Text,
        value -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    proposals (id) {
        id -> BigInt,
        area_id -> BigInt,
        slug -> Text,
        title -> Text,
        summary -> Text,
        stage -> Text,
        opens_at -> Nullable<Timestamp>,
        closes_at -> Nullable<Timestamp>,
        totals -> Text,
        version -> Integer,
        attribution_html -> Text,
        resident_support -> BigInt,
        resident_unsure -> BigInt,
        resident_oppose -> BigInt,
        professional_support -> BigInt,
        professional_unsure -> BigInt,
        professional_oppose -> BigInt,
        organisation_support -> BigInt,
        organisation_unsure -> BigInt,
        organisation_oppose -> BigInt,
        comments -> BigInt,
        followers -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        holding -> Text,
        questions -> BigInt,
        reminders -> BigInt,
        suggested_by -> Nullable<BigInt>,
        declined_at -> Nullable<Timestamp>,
        declined_because -> Text,
    }
}

diesel::table! {
    proposal_versions (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        number -> Integer,
        content -> Text,
        reason -> Text,
        author_id -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        parent_id -> Nullable<BigInt>,
        root_id -> Nullable<BigInt>,
        branch_id -> Nullable<BigInt>,
        depth -> Integer,
        author_id -> BigInt,
        capacity -> Text,
        badge -> Text,
        body -> Text,
        body_html -> Text,
        state -> Text,
        hidden_under -> Text,
        listed -> Bool,
        replies -> BigInt,
        agrees -> BigInt,
        disagrees -> BigInt,
        passes -> BigInt,
        agreed -> BigInt,
        divided -> BigInt,
        fingerprint -> Nullable<Text>,
        created_at -> Timestamp,
        edited_at -> Nullable<Timestamp>,
        professional_agrees -> BigInt,
        professional_disagrees -> BigInt,
        professional_passes -> BigInt,
        organisation_agrees -> BigInt,
        organisation_disagrees -> BigInt,
        organisation_passes -> BigInt,
        organisation_id -> Nullable<BigInt>,
        held_because -> Nullable<Text>,
        wording -> Nullable<Text>,
    }
}

diesel::table! {
    comment_edits (id) {
        id -> BigInt,
        comment_id -> BigInt,
        body -> Text,
        replaced_at -> Timestamp,
    }
}

diesel::table! {
    imported (proposal_id, kind, number) {
        proposal_id -> BigInt,
        kind -> Text,
        number -> BigInt,
        row_id -> BigInt,
    }
}

diesel::table! {
    proposal_votes (proposal_id, account_id) {
        proposal_id -> BigInt,
        account_id -> BigInt,
        value -> Integer,
        capacity -> Text,
        cast_at -> Timestamp,
    }
}

diesel::table! {
    comment_votes (comment_id, account_id) {
        comment_id -> BigInt,
        account_id -> BigInt,
        value -> Integer,
        capacity -> Text,
        cast_at -> Timestamp,
    }
}

diesel::table! {
    holding_rules (id) {
        id -> BigInt,
        rules -> Text,
        mark -> Text,
        saved_at -> Timestamp,
    }
}

diesel::table! {
    holds (id) {
        id -> BigInt,
        rule -> Text,
        held_at -> Timestamp,
    }
}
