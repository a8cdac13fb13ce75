DROP TABLE templates;
DROP TABLE moderation_clock;
DROP TABLE redactions;
DROP TABLE locks;
DROP TABLE appeals;
CREATE TABLE old_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    moderator_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    act TEXT NOT NULL CHECK (act IN ('keep', 'hide', 'remove', 'restore')),
    rule TEXT NOT NULL,
    reasons TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
-- Acts of which the version before knows nothing left the comment where it could be read.
INSERT INTO old_decisions (id, case_id, comment_id, moderator_id, act, rule, reasons, decided_at)
SELECT id, case_id, comment_id, moderator_id,
    CASE WHEN act IN ('redact', 'lock', 'unlock') THEN 'keep' WHEN act = 'ask' THEN 'hide' ELSE act END,
    rule, reasons, decided_at FROM decisions;
DROP TABLE decisions;
ALTER TABLE old_decisions RENAME TO decisions;
CREATE INDEX decisions_case ON decisions (case_id);
CREATE INDEX decisions_comment ON decisions (comment_id, id);
ALTER TABLE reports DROP COLUMN kind;
ALTER TABLE cases DROP COLUMN claimed_until;
ALTER TABLE cases DROP COLUMN claimed_by;
