CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    reporter_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX reports_comment ON reports (comment_id, id);

-- A comment that waits for a moderator. At most one open case a comment.
CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    why TEXT NOT NULL CHECK (why IN ('reported', 'risk', 'review')),
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);
CREATE UNIQUE INDEX cases_open ON cases (comment_id) WHERE closed_at IS NULL;
CREATE INDEX cases_waiting ON cases (closed_at, why, opened_at, id);

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    moderator_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    act TEXT NOT NULL CHECK (act IN ('keep', 'hide', 'remove', 'restore')),
    rule TEXT NOT NULL,
    reasons TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
CREATE INDEX decisions_case ON decisions (case_id);
CREATE INDEX decisions_comment ON decisions (comment_id, id);
