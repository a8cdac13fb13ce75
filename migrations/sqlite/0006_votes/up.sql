-- One current vote a person and item: the key says so.
CREATE TABLE proposal_votes (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    cast_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, proposal_id)
) WITHOUT ROWID;
CREATE INDEX proposal_votes_proposal ON proposal_votes (proposal_id);

CREATE TABLE comment_votes (
    comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    value INTEGER NOT NULL CHECK (value IN (-1, 0, 1)),
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    cast_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, comment_id)
) WITHOUT ROWID;
CREATE INDEX comment_votes_comment ON comment_votes (comment_id);
