-- Who looks at a case, and until when nobody else decides it.
ALTER TABLE cases ADD COLUMN claimed_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL;
ALTER TABLE cases ADD COLUMN claimed_until TIMESTAMP;

-- Which kind of illegal content somebody reports, in the Act's words; empty for other reasons.
ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT '';

-- More acts, what happens to the author, and what was decided together. SQLite changes no CHECK of a table that is there.
CREATE TABLE new_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    moderator_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    act TEXT NOT NULL CHECK (act IN ('keep', 'hide', 'remove', 'restore', 'ask', 'redact', 'lock', 'unlock')),
    rule TEXT NOT NULL,
    -- Of the house rules; none where the site had no versions yet.
    rules_version BIGINT,
    reasons TEXT NOT NULL,
    sanction TEXT NOT NULL DEFAULT 'none' CHECK (sanction IN ('none', 'warning', 'suspension')),
    suspended_until TIMESTAMP,
    -- The first of the decisions that were made with one form, where there were several.
    batch BIGINT,
    decided_at TIMESTAMP NOT NULL
);
INSERT INTO new_decisions (id, case_id, comment_id, moderator_id, act, rule, reasons, decided_at)
SELECT id, case_id, comment_id, moderator_id, act, rule, reasons, decided_at FROM decisions;
DROP TABLE decisions;
ALTER TABLE new_decisions RENAME TO decisions;
CREATE INDEX decisions_case ON decisions (case_id);
CREATE INDEX decisions_comment ON decisions (comment_id, id);
CREATE INDEX decisions_batch ON decisions (batch) WHERE batch IS NOT NULL;
CREATE INDEX decisions_moderator ON decisions (moderator_id, id);

-- One appeal a decision, by the comment's author.
CREATE TABLE appeals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id BIGINT NOT NULL UNIQUE REFERENCES decisions (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('upheld', 'overturned')),
    decider_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    reasons TEXT NOT NULL DEFAULT ''
);
CREATE INDEX appeals_waiting ON appeals (decided_at, due_at, id);

-- Threads that take no more replies.
CREATE TABLE locks (
    root_id BIGINT NOT NULL PRIMARY KEY REFERENCES comments (id) ON DELETE CASCADE,
    decision_id BIGINT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    locked_at TIMESTAMP NOT NULL
);

-- What a comment said before a part of it was taken out, for the staff, until it is purged.
CREATE TABLE redactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    decision_id BIGINT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    original TEXT,
    made_at TIMESTAMP NOT NULL,
    purged_at TIMESTAMP
);
CREATE INDEX redactions_comment ON redactions (comment_id, id);
CREATE INDEX redactions_made ON redactions (purged_at, made_at);

-- When moderators last had a letter about what waits. One row.
CREATE TABLE moderation_clock (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    summary_at TIMESTAMP
);
INSERT INTO moderation_clock (id) VALUES (1);

-- Reasons that moderators can begin with.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    rule BIGINT,
    words TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
