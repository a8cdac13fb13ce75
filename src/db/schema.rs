//! Every table and column, in the words that both databases share.
//! A test compares this page with both live databases.
#![allow(missing_docs)]

diesel::table! {
    revision (id) {
        id -> Integer,
        n -> BigInt,
    }
}

diesel::table! {
    scopes (scope) {
        scope -> Text,
        n -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        run_at -> Timestamp,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamp>,
        parked_because -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    activity (id) {
        id -> BigInt,
        kind -> Text,
        area_id -> Nullable<BigInt>,
        proposal_id -> Nullable<BigInt>,
        comment_id -> Nullable<BigInt>,
        actor_id -> Nullable<BigInt>,
        detail -> Text,
        at -> Timestamp,
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

diesel::table! {
    staff_seen (account_id) {
        account_id -> BigInt,
        seen_at -> Timestamp,
    }
}

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

diesel::table! {
    turnout (life_stage) {
        life_stage -> Text,
        people -> BigInt,
    }
}

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

diesel::joinable!(organisation_members -> accounts (account_id));
diesel::joinable!(organisation_members -> organisations (organisation_id));
diesel::joinable!(profession_claims -> accounts (account_id));

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

diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(staff_seen -> accounts (account_id));
diesel::joinable!(links -> accounts (account_id));
diesel::joinable!(proposals -> areas (area_id));
diesel::joinable!(case_studies -> areas (area_id));
diesel::joinable!(comments -> proposals (proposal_id));
diesel::joinable!(comments -> accounts (author_id));
diesel::joinable!(follows -> subscribers (subscriber_id));
diesel::joinable!(digests -> subscribers (subscriber_id));
diesel::joinable!(comment_votes -> comments (comment_id));
diesel::joinable!(cases -> comments (comment_id));
diesel::joinable!(decisions -> cases (case_id));
diesel::joinable!(reports -> comments (comment_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    areas,
    case_studies,
    cases,
    comment_votes,
    comments,
    activity,
    decisions,
    digests,
    follows,
    links,
    organisation_members,
    organisations,
    profession_claims,
    professions,
    proposal_versions,
    proposal_votes,
    proposals,
    reports,
    sessions,
    staff_seen,
    subscribers,
);
