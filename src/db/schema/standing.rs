//! For whom and as what people speak: professions and organisations.

diesel::table! {
    professions (account_id) {
        account_id -> BigInt,
        name -> Text,
        employer -> Text,
        evidence -> Nullable<Text>,
        claim_id -> Nullable<BigInt>,
        mark -> Nullable<Text>,
        verified_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
        reminded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    profession_claims (id) {
        id -> BigInt,
        account_id -> BigInt,
        evidence -> Text,
        name -> Text,
        employer -> Text,
        register -> Nullable<Text>,
        detail -> Text,
        email -> Nullable<Text>,
        mark -> Nullable<Text>,
        state -> Text,
        reason -> Text,
        decided_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    organisations (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        area -> Text,
        represents -> Text,
        size -> BigInt,
        register -> Nullable<Text>,
        number -> Nullable<Text>,
        evidence -> Text,
        state -> Text,
        reason -> Text,
        decided_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    organisation_members (account_id) {
        account_id -> BigInt,
        organisation_id -> BigInt,
        place -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    organisation_invitations (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        email -> Text,
        email_key -> Text,
        place -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}
