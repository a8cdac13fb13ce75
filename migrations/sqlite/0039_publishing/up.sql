-- What is taken out of a response before others read it: the original stays as it was sent.
CREATE TABLE response_redactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    -- Of which version, and of the answer to which question.
    version BIGINT NOT NULL,
    question BIGINT NOT NULL,
    -- From which character to before which, counted from 0.
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL CHECK (ends > starts),
    ground TEXT NOT NULL CHECK (ground IN ('personal', 'unlawful', 'abuse', 'confidential', 'business')),
    made_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX response_redactions_response ON response_redactions (response_id, version, question, starts);
CREATE INDEX response_redactions_maker ON response_redactions (made_by);

-- Whether a response is published, as somebody decided; its number is that of the published response.
CREATE TABLE publications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL UNIQUE REFERENCES responses (id) ON DELETE CASCADE,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    is_public BOOLEAN NOT NULL,
    -- Why not; or why nevertheless, where they asked to keep it confidential.
    reason TEXT NOT NULL DEFAULT '',
    -- Each decision makes the next one, so that nobody overwrites what they have not seen.
    edition BIGINT NOT NULL,
    decided_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    decided_at TIMESTAMP NOT NULL
);
CREATE INDEX publications_public ON publications (proposal_id, is_public, id);
CREATE INDEX publications_decider ON publications (decided_by);
