-- Whoever asked for a link and has no account: until they have said who they are, or the link has run out.
CREATE TABLE newcomers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- Where they go afterwards: a path of this site, or nothing.
    next TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX newcomers_email ON newcomers (email_key);
CREATE INDEX newcomers_expires ON newcomers (expires_at);

-- The same for whoever has one.
ALTER TABLE links ADD COLUMN next TEXT NOT NULL DEFAULT '';
