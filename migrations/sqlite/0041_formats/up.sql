-- A proposal in another format, such as Easy Read.
CREATE TABLE proposal_formats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('easy_read', 'large_print', 'bsl', 'audio', 'braille', 'language')),
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Its own date, such as 2027-03-27.
    dated TEXT NOT NULL,
    -- The version of the text that it says. When the words change after it, it is older than they are.
    version INTEGER NOT NULL
);
CREATE INDEX proposal_formats_proposal ON proposal_formats (proposal_id, id);
