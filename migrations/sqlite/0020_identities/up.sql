-- Whom another site knows by a number of its own (OpenID Connect: issuer and subject), and whose account that is here.
CREATE TABLE identities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (account_id, issuer)
);

-- Whoever was sent to another site to sign in and is not back: what must come back, and by whose browser. Each is used once.
CREATE TABLE departures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state_hash TEXT NOT NULL UNIQUE,
    cookie_hash TEXT NOT NULL,
    provider TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    next TEXT NOT NULL,
    -- Who wants to connect their account; nothing for whoever wants to sign in.
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX departures_account ON departures (account_id);
CREATE INDEX departures_expires ON departures (expires_at);

-- Whoever is back and is not known here yet, with what the other site said of them, until they have said who they are.
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT,
    email_key TEXT,
    -- Whether the address is taken as confirmed.
    confirmed BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    strong BOOLEAN NOT NULL,
    next TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX arrivals_email ON arrivals (email_key);
CREATE INDEX arrivals_expires ON arrivals (expires_at);
