-- What people were told when they agreed to something: each wording once, found by its hash.
CREATE TABLE notices (
    version TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('privacy', 'house_rules')),
    words TEXT NOT NULL,
    first_at TIMESTAMP NOT NULL
);

-- Who agreed to what, when, in which wording. It goes with the person.
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    subscriber_id BIGINT REFERENCES subscribers (id) ON DELETE CASCADE,
    act TEXT NOT NULL CHECK (act IN ('account', 'emails', 'staff')),
    privacy TEXT NOT NULL REFERENCES notices (version),
    house_rules TEXT NOT NULL REFERENCES notices (version),
    -- The age that they said they have reached, where that is asked.
    age BIGINT,
    at TIMESTAMP NOT NULL
);
CREATE INDEX consents_account ON consents (account_id);
CREATE INDEX consents_subscriber ON consents (subscriber_id);

-- When somebody on the staff saw what is known of a person. The number of who looked stays when their account goes.
CREATE TABLE access (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    viewer_id BIGINT,
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    subscriber_id BIGINT REFERENCES subscribers (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX access_account ON access (account_id);
CREATE INDEX access_subscriber ON access (subscriber_id);
CREATE INDEX access_at ON access (at);

-- What moderators did with a report needs no longer to know whose it was: the worker asks for the oldest.
CREATE INDEX reports_reporter ON reports (created_at) WHERE reporter_id IS NOT NULL;

-- The program writes these two pages itself now, from its settings.
DELETE FROM pages WHERE slug IN ('privacy', 'cookies');
