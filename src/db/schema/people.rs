//! Accounts, how their owners come in, and what waits until they have.

diesel::table! {
    accounts (id) {
        id -> BigInt,
        kind -> Text,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        name -> Text,
        password_hash -> Nullable<Text>,
        role -> Text,
        capacity -> Text,
        standing -> Text,
        confirmed_at -> Nullable<Timestamp>,
        suspended_until -> Nullable<Timestamp>,
        first_part -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        account_id -> BigInt,
        token_hash -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
        strong -> Bool,
        device -> Text,
    }
}

diesel::table! {
    factors (account_id) {
        account_id -> BigInt,
        secret -> Text,
        last_step -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> BigInt,
        account_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    challenges (id) {
        id -> BigInt,
        account_id -> BigInt,
        token_hash -> Text,
        next -> Text,
        wrong -> Integer,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    passkeys (id) {
        id -> BigInt,
        account_id -> BigInt,
        credential_id -> Text,
        public_key -> Binary,
        handle -> Text,
        name -> Text,
        counter -> BigInt,
        backup_eligible -> Bool,
        backed_up -> Bool,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ceremonies (id) {
        id -> BigInt,
        token_hash -> Text,
        purpose -> Text,
        account_id -> Nullable<BigInt>,
        challenge -> Text,
        handle -> Text,
        name -> Text,
        next -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    identities (id) {
        id -> BigInt,
        account_id -> BigInt,
        issuer -> Text,
        subject -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    departures (id) {
        id -> BigInt,
        state_hash -> Text,
        cookie_hash -> Text,
        provider -> Text,
        nonce -> Text,
        verifier -> Text,
        next -> Text,
        account_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    arrivals (id) {
        id -> BigInt,
        token_hash -> Text,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        confirmed -> Bool,
        name -> Text,
        strong -> Bool,
        next -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    links (id) {
        id -> BigInt,
        account_id -> BigInt,
        purpose -> Text,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        next -> Text,
    }
}

diesel::table! {
    newcomers (id) {
        id -> BigInt,
        email -> Text,
        email_key -> Text,
        next -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    waiting (id) {
        id -> BigInt,
        token_hash -> Text,
        account_id -> Nullable<BigInt>,
        act -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}
