-- What somebody says of their work, and how it was verified. It counts while it has not run out, and while the account still
-- says the same profession. `mark` is a keyed hash of the work address or registration number: one verifies one person.
CREATE TABLE professions (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    employer TEXT NOT NULL,
    evidence TEXT CHECK (evidence IN ('work_address', 'registration', 'vouching')),
    claim_id BIGINT,
    mark TEXT UNIQUE,
    verified_at TIMESTAMP,
    expires_at TIMESTAMP,
    reminded_at TIMESTAMP
);
CREATE INDEX professions_expires ON professions (expires_at);

-- What somebody sent to be verified, and what came of it. A work address stands here in clear only until its letter is
-- answered or too old.
CREATE TABLE profession_claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    evidence TEXT NOT NULL CHECK (evidence IN ('work_address', 'registration', 'vouching')),
    name TEXT NOT NULL,
    employer TEXT NOT NULL,
    register TEXT,
    detail TEXT NOT NULL,
    email TEXT,
    mark TEXT,
    state TEXT NOT NULL CHECK (state IN ('sent', 'waiting', 'granted', 'refused', 'withdrawn', 'dropped')),
    reason TEXT NOT NULL DEFAULT '',
    decided_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    decided_at TIMESTAMP
);
CREATE INDEX profession_claims_account ON profession_claims (account_id, id);
CREATE INDEX profession_claims_waiting ON profession_claims (state, id);

-- Whether somebody is verified is asked of `professions`.
ALTER TABLE accounts DROP COLUMN verified;
