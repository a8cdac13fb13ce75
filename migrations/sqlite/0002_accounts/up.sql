CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'imported')),
    email TEXT,
    email_key TEXT UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL CHECK (role IN ('member', 'analyst', 'moderator', 'editor', 'administrator')),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    standing TEXT NOT NULL DEFAULT '',
    verified BOOLEAN NOT NULL DEFAULT FALSE,
    confirmed_at TIMESTAMP,
    suspended_until TIMESTAMP,
    first_part TEXT CHECK (first_part IN ('start', 'live', 'age', 'enabler')),
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Links in letters, good once and for a time. The secret half is never stored: it is signed with the site's key.
CREATE TABLE links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'invite')),
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX links_account ON links (account_id, purpose);

-- What somebody wrote or chose before signing in; posted when they have.
CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    act TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX waiting_account ON waiting (account_id);
CREATE INDEX waiting_expires ON waiting (expires_at);

-- People who took part, each counted once, under the life stage where they first did.
CREATE TABLE turnout (
    life_stage TEXT PRIMARY KEY CHECK (life_stage IN ('start', 'live', 'age', 'enabler')),
    people BIGINT NOT NULL
);
INSERT INTO turnout (life_stage, people) VALUES ('start', 0), ('live', 0), ('age', 0), ('enabler', 0);

-- Addresses that asked for the email without an account; digests come to them later.
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    wording TEXT NOT NULL,
    confirmed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
