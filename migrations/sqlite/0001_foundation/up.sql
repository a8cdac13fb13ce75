-- What changed last, so that a page in memory knows whether it is still true.
CREATE TABLE revision (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n BIGINT NOT NULL
);
INSERT INTO revision (id, n) VALUES (1, 0);
CREATE TABLE scopes (
    scope TEXT PRIMARY KEY,
    n BIGINT NOT NULL
);
CREATE INDEX scopes_n ON scopes (n);

-- What is to be done later: mail above all. Claimed by a lease, never by a held lock.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_until TIMESTAMP,
    parked_because TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX jobs_run_at ON jobs (run_at);

-- What happened, to what, where: append-only. Digests read only this.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    area_id BIGINT,
    proposal_id BIGINT,
    comment_id BIGINT,
    actor_id BIGINT,
    detail TEXT NOT NULL DEFAULT '',
    at TIMESTAMP NOT NULL
);
CREATE INDEX activity_proposal ON activity (proposal_id, id);

-- Who of the staff did what: append-only.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id BIGINT,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    at TIMESTAMP NOT NULL
);
