DROP TABLE challenges;
DROP TABLE recovery_codes;
DROP TABLE factors;
ALTER TABLE sessions DROP COLUMN device;
ALTER TABLE sessions DROP COLUMN strong;
CREATE TABLE new_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'invite')),
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
INSERT INTO new_links SELECT id, account_id, purpose, expires_at, used_at, created_at FROM links WHERE purpose <> 'sign_in';
DROP TABLE links;
ALTER TABLE new_links RENAME TO links;
CREATE INDEX links_account ON links (account_id, purpose);
