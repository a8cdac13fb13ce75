-- Who is in which section of an organisation's response at the moment, so that the others can see it. It keeps nobody out.
CREATE TABLE response_claims (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    section BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    since TIMESTAMP NOT NULL,
    until TIMESTAMP NOT NULL,
    PRIMARY KEY (response_id, section)
);
CREATE INDEX response_claims_writer ON response_claims (account_id);

-- Each edition of a section of an organisation's response, as it was saved.
CREATE TABLE response_editions (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    section BIGINT NOT NULL,
    number BIGINT NOT NULL,
    typed TEXT NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    saved_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    PRIMARY KEY (response_id, section, number)
);
CREATE INDEX response_editions_saver ON response_editions (saved_by);

-- What those who write a response for an organisation say to one another.
CREATE TABLE response_remarks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    -- About which section; about the whole when there is none.
    section BIGINT,
    account_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    words TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE INDEX response_remarks_response ON response_remarks (response_id, id);
CREATE INDEX response_remarks_writer ON response_remarks (account_id);

-- When the owners of the organisation were asked last to send it.
ALTER TABLE responses ADD COLUMN asked_at TIMESTAMP;
