//! What staff find in the answers that people wrote.

diesel::table! {
    themes (id) {
        id -> BigInt,
        proposal_id -> BigInt,
        parent_id -> Nullable<BigInt>,
        name -> Text,
        description -> Text,
        position -> BigInt,
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
