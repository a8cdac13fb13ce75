-- One response for each person, and one for each organisation, to what a proposal asks.
CREATE TABLE responses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    reference TEXT NOT NULL UNIQUE,
    -- Whose it is; of nobody when it is an organisation's, or when they have left.
    account_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    organisation_id BIGINT REFERENCES organisations (id) ON DELETE SET NULL,
    capacity TEXT NOT NULL CHECK (capacity IN ('resident', 'professional', 'organisation')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'withdrawn')),
    -- How often it was sent.
    version BIGINT NOT NULL DEFAULT 0,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    publish TEXT NOT NULL DEFAULT '' CHECK (publish IN ('', 'named', 'unnamed', 'never')),
    confidential TEXT NOT NULL DEFAULT '',
    consulted TEXT NOT NULL DEFAULT '',
    begun_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    withdrawn_at TIMESTAMP
);
CREATE UNIQUE INDEX responses_person ON responses (proposal_id, account_id) WHERE organisation_id IS NULL;
CREATE UNIQUE INDEX responses_organisation ON responses (proposal_id, organisation_id);
CREATE INDEX responses_account ON responses (account_id, id);
CREATE INDEX responses_state ON responses (proposal_id, state, id);

-- What is being written, a section each, as it was typed.
CREATE TABLE response_sections (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    section BIGINT NOT NULL,
    typed TEXT NOT NULL,
    -- Each save makes the next one, so that nobody overwrites what they have not seen.
    edition BIGINT NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    saved_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    PRIMARY KEY (response_id, section)
);
CREATE INDEX response_sections_saver ON response_sections (saved_by);

-- What was sent, each time, as it was understood. Nothing here is ever changed.
CREATE TABLE response_versions (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    answers TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    PRIMARY KEY (response_id, number)
);
