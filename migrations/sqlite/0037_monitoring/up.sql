-- Equality monitoring: which questions about themselves the people who answer a consultation are asked, and what they said.
-- What they said is counts alone: no row is about anybody, so nothing leads from an answer to a person or to another answer.
CREATE TABLE monitoring (
    proposal_id BIGINT NOT NULL PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    -- The questions, word for word, as one document; and why they are needed.
    asked TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Each change makes the next one, so that nobody overwrites what they have not seen.
    edition BIGINT NOT NULL,
    -- How often what was answered, exactly. One document for all questions, so that each answer writes all of it anew. Empty
    -- before the first answer, and again once the counts are published.
    tally TEXT NOT NULL DEFAULT '',
    -- The counts without those that would tell of single people; they never change.
    published TEXT NOT NULL DEFAULT '',
    published_at TIMESTAMP
);

-- Which responses came with answers, so that nobody is counted twice: not when, in no order, and no more once the counts are
-- published.
CREATE TABLE monitoring_given (
    response_id BIGINT NOT NULL PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX monitoring_given_proposal ON monitoring_given (proposal_id);
