CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    parent_id BIGINT REFERENCES comments (id),
    root_id BIGINT REFERENCES comments (id),
    branch_id BIGINT REFERENCES comments (id),
    depth INTEGER NOT NULL CHECK (depth BETWEEN 0 AND 2),
    author_id BIGINT NOT NULL REFERENCES accounts (id),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    badge TEXT NOT NULL,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'hidden', 'removed', 'deleted')),
    hidden_under TEXT NOT NULL DEFAULT '',
    listed BOOLEAN NOT NULL,
    replies BIGINT NOT NULL DEFAULT 0,
    agrees BIGINT NOT NULL DEFAULT 0,
    disagrees BIGINT NOT NULL DEFAULT 0,
    passes BIGINT NOT NULL DEFAULT 0,
    agreed BIGINT NOT NULL DEFAULT 0,
    divided BIGINT NOT NULL DEFAULT 0,
    fingerprint TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL,
    edited_at TIMESTAMP
);
CREATE INDEX comments_by_id ON comments (proposal_id, depth, listed, id);
CREATE INDEX comments_by_agreed ON comments (proposal_id, depth, listed, agreed, id);
CREATE INDEX comments_by_divided ON comments (proposal_id, depth, listed, divided, id);
CREATE INDEX comments_by_root ON comments (root_id, id);
CREATE INDEX comments_by_branch ON comments (branch_id, id);
CREATE INDEX comments_author ON comments (author_id, id);
CREATE INDEX comments_parent ON comments (parent_id);

-- The wordings that a comment had before it was edited.
CREATE TABLE comment_edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    replaced_at TIMESTAMP NOT NULL
);
CREATE INDEX comment_edits_comment ON comment_edits (comment_id, id);

-- Which row an imported conversation's own numbers became, so that it can be compared cell by cell.
CREATE TABLE imported (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('participant', 'statement')),
    number BIGINT NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, kind, number)
);
