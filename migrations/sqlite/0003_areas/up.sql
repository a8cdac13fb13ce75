CREATE TABLE areas (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    short_title TEXT NOT NULL,
    life_stage TEXT NOT NULL CHECK (life_stage IN ('start', 'live', 'age', 'enabler')),
    ambition TEXT NOT NULL,
    lede TEXT NOT NULL,
    why TEXT NOT NULL,
    why_html TEXT NOT NULL,
    who_decides TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL,
    followers BIGINT NOT NULL DEFAULT 0,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    area_id BIGINT NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_url TEXT NOT NULL
);
CREATE INDEX figures_area ON figures (area_id, position);

CREATE TABLE case_studies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    area_id BIGINT NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_url TEXT NOT NULL,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX case_studies_area ON case_studies (area_id);

CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL,
    position INTEGER NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

-- The words of the home page and the masthead, one JSON value a key.
CREATE TABLE site_texts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
