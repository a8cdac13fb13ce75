DROP INDEX activity_comment;
DROP TABLE digest_marks;
DROP TABLE digests;
DROP TABLE digest_runs;
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    wording TEXT NOT NULL,
    confirmed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
INSERT INTO subscriptions (email, email_key, wording, confirmed_at, created_at)
SELECT email, email_key, wording, confirmed_at, asked_at FROM subscribers s
WHERE EXISTS (SELECT 1 FROM follows f WHERE f.subscriber_id = s.id AND f.kind = 'site');
ALTER TABLE follows RENAME TO follows_before;
DROP INDEX follows_at_once;
CREATE TABLE follows (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('area', 'proposal')),
    target_id BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, kind, target_id)
) WITHOUT ROWID;
CREATE INDEX follows_target ON follows (kind, target_id);
INSERT INTO follows (account_id, kind, target_id, created_at)
SELECT s.account_id, f.kind, f.target_id, f.created_at FROM follows_before f JOIN subscribers s ON s.id = f.subscriber_id
WHERE s.account_id IS NOT NULL AND f.kind IN ('area', 'proposal');
DROP TABLE follows_before;
DROP TABLE subscribers;
