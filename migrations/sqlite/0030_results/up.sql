-- How often what was answered, counted from the responses that were sent. It can be counted anew at any time.
CREATE TABLE results (
    proposal_id BIGINT NOT NULL PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    tally TEXT NOT NULL,
    -- The last change of the responses that is in it, by its number in "scopes"; 0 where there was none yet.
    revision BIGINT NOT NULL,
    counted_at TIMESTAMP NOT NULL
);
