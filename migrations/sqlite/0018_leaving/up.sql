-- A copy of what is kept about somebody, made for them in the background and kept for some days.
CREATE TABLE archives (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    asked_at TIMESTAMP NOT NULL,
    -- When all of it was there; nothing while it is being made.
    ready_at TIMESTAMP,
    bytes BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX archives_account ON archives (account_id);
CREATE TABLE archive_parts (
    archive_id BIGINT NOT NULL REFERENCES archives (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (archive_id, number)
);

-- That somebody erased themselves. What leads to them goes as soon as it is not needed: the account when all is erased,
-- the address when the last letter has left.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    account_id BIGINT,
    address TEXT,
    words_go BOOLEAN NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP
);

-- Votes of those who left, as numbers alone: what a recount adds to the votes that have an owner.
CREATE TABLE former_proposal_votes (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    votes BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, capacity, value)
) WITHOUT ROWID;
CREATE TABLE former_comment_votes (
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    votes BIGINT NOT NULL,
    PRIMARY KEY (comment_id, capacity, value)
) WITHOUT ROWID;

CREATE INDEX activity_actor ON activity (actor_id);
