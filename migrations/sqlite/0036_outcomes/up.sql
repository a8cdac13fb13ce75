-- "We asked, you said, we did": what became of a consultation.
CREATE TABLE outcomes (
    proposal_id BIGINT PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    -- What was asked, in Markdown.
    asked TEXT NOT NULL DEFAULT '',
    -- Each change makes the next one, so that nobody overwrites what they have not seen.
    edition BIGINT NOT NULL,
    published_at TIMESTAMP,
    -- Why it was published before everything was read and answered, and who says so; empty where all was.
    waiver TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '',
    -- Up to which response those who sent one were told.
    told_upto BIGINT NOT NULL DEFAULT 0
);

-- What people said, and what is done about it.
CREATE TABLE outcome_points (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES outcomes (proposal_id) ON DELETE CASCADE,
    -- The theme that it answers; none where it answers no theme, or that was merged with another.
    theme_id BIGINT REFERENCES themes (id) ON DELETE SET NULL,
    said TEXT NOT NULL,
    -- How many answers are about the theme, as it was counted when the outcome was published.
    answers BIGINT NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL CHECK (verdict IN ('will', 'did', 'will_not')),
    because TEXT NOT NULL,
    -- Who sees to it, and by which day (such as 2027-03-31); empty where nothing is to be done.
    owner TEXT NOT NULL DEFAULT '',
    due TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outcome_points_proposal ON outcome_points (proposal_id, id);
CREATE INDEX outcome_points_theme ON outcome_points (theme_id);

-- How far it is, as it was told since.
CREATE TABLE outcome_updates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    point_id BIGINT NOT NULL REFERENCES outcome_points (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    told_at TIMESTAMP NOT NULL
);
CREATE INDEX outcome_updates_point ON outcome_updates (point_id, id);
