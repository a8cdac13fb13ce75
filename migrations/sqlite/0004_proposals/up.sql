CREATE TABLE proposals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    area_id BIGINT NOT NULL REFERENCES areas (id),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'forthcoming', 'open', 'closed', 'analysing', 'outcome_published', 'withdrawn')),
    opens_at TIMESTAMP,
    closes_at TIMESTAMP,
    totals TEXT NOT NULL CHECK (totals IN ('public', 'after_voting', 'after_close')),
    version INTEGER NOT NULL,
    attribution_html TEXT NOT NULL DEFAULT '',
    resident_support BIGINT NOT NULL DEFAULT 0,
    resident_unsure BIGINT NOT NULL DEFAULT 0,
    resident_oppose BIGINT NOT NULL DEFAULT 0,
    professional_support BIGINT NOT NULL DEFAULT 0,
    professional_unsure BIGINT NOT NULL DEFAULT 0,
    professional_oppose BIGINT NOT NULL DEFAULT 0,
    organisation_support BIGINT NOT NULL DEFAULT 0,
    organisation_unsure BIGINT NOT NULL DEFAULT 0,
    organisation_oppose BIGINT NOT NULL DEFAULT 0,
    comments BIGINT NOT NULL DEFAULT 0,
    followers BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX proposals_area ON proposals (area_id, stage);
CREATE INDEX proposals_stage ON proposals (stage, closes_at);

-- Every wording that was ever public, whole, with the public reason for the change.
CREATE TABLE proposal_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    author_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (proposal_id, number)
);
