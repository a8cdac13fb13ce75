-- One current vote a person and item: the key says so.
CREATE TABLE proposal_votes (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    cast_at TIMESTAMP NOT NULL,
    PRIMARY KEY (proposal_id, account_id)
);

-- One tree and no second index: each of them would write a page more for every vote.
CREATE TABLE comment_votes (
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    cast_at TIMESTAMP NOT NULL,
    PRIMARY KEY (comment_id, account_id)
);
