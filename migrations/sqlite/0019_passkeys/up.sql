-- Passkeys (Web Authentication): keys that somebody's device or password manager keeps, and of which we know the public half.
CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The name by which the authenticator knows it, base64url.
    credential_id TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    -- By which the authenticator knows whose it is: random, the same for all passkeys of an account.
    handle TEXT NOT NULL,
    -- What its owner calls it.
    name TEXT NOT NULL,
    -- How often it has signed, as it says itself.
    counter BIGINT NOT NULL,
    -- Whether it can be kept in more places than one, and whether it is.
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP
);
CREATE INDEX passkeys_account ON passkeys (account_id);

-- Whoever was asked for a passkey and has not answered yet. An answer, good or not, takes the row away.
CREATE TABLE ceremonies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('add', 'sign_in', 'second_step')),
    -- Whose passkey it must be; nothing where that is what the answer tells.
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    challenge TEXT NOT NULL,
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    next TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX ceremonies_account ON ceremonies (account_id);
CREATE INDEX ceremonies_expires ON ceremonies (expires_at);
