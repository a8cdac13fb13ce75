-- What a proposal asks, as one document. Each change makes the next edition, so that nobody overwrites what they have not seen.
CREATE TABLE questionnaires (
    proposal_id BIGINT NOT NULL PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

-- How many questions it has, so that the page of a proposal knows without looking here.
ALTER TABLE proposals ADD COLUMN questions BIGINT NOT NULL DEFAULT 0;
