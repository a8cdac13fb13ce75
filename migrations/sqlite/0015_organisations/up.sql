-- Who speaks together, and whether staff have checked that they are who they say. `name_key` is how the name looks to a
-- reader: two that look alike cannot both be there.
CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('charity', 'community', 'faith', 'patients', 'professional', 'union', 'business', 'public', 'research', 'other')),
    area TEXT NOT NULL,
    represents TEXT NOT NULL,
    size BIGINT NOT NULL,
    register TEXT CHECK (register IN ('charity', 'company')),
    number TEXT,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'verified', 'refused', 'withdrawn', 'closed')),
    reason TEXT NOT NULL DEFAULT '',
    decided_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP
);
CREATE INDEX organisations_state ON organisations (state, name_key);
CREATE UNIQUE INDEX organisations_name ON organisations (name_key) WHERE state IN ('waiting', 'verified');
CREATE UNIQUE INDEX organisations_number ON organisations (register, number)
    WHERE number IS NOT NULL AND state IN ('waiting', 'verified');

-- Who belongs to an organisation: a person to one at most.
CREATE TABLE organisation_members (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    place TEXT NOT NULL CHECK (place IN ('owner', 'member')),
    since TIMESTAMP NOT NULL
);
CREATE INDEX organisation_members_organisation ON organisation_members (organisation_id, account_id);

-- Who was asked to join, by a letter that only its reader can answer. An answered one is gone.
CREATE TABLE organisation_invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('owner', 'member')),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX organisation_invitations_email ON organisation_invitations (organisation_id, email_key);
CREATE INDEX organisation_invitations_expires ON organisation_invitations (expires_at);

-- In whose name a comment was written, where that was an organisation. No foreign key: SQLite could not drop the column
-- again, and organisations are never deleted.
ALTER TABLE comments ADD COLUMN organisation_id BIGINT;
CREATE INDEX comments_organisation ON comments (organisation_id, id) WHERE organisation_id IS NOT NULL;

-- To speak for an organisation one belongs to it now. Who said so of themselves is a resident.
UPDATE accounts SET capacity = 'resident', standing = '' WHERE capacity = 'organisation';
