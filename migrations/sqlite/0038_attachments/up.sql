-- The files that belong to a response. They themselves lie in the store of files.
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    -- Its name there, which says nothing.
    file TEXT NOT NULL UNIQUE,
    -- Its name as whoever sent it calls it, and what they say is in it.
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'odt', 'xlsx', 'csv', 'png', 'jpeg')),
    -- What is kept of it, which is not always what was sent.
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    added_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    -- With which version of the response it was first sent; nothing until then.
    sent_in BIGINT,
    -- It is to go with the next version.
    taken_out BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX attachments_response ON attachments (response_id, id);
CREATE INDEX attachments_adder ON attachments (added_by);
