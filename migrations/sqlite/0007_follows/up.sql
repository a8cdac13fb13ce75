CREATE TABLE follows (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('area', 'proposal')),
    target_id BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, kind, target_id)
) WITHOUT ROWID;
CREATE INDEX follows_target ON follows (kind, target_id);
