-- Each wording of the house rules that was ever public, by its number; decisions name the one that was in force.
CREATE TABLE house_rules (
    number BIGINT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TIMESTAMP NOT NULL
);
INSERT INTO house_rules (number, title, summary, body, reason, since)
    SELECT 1, title, summary, body, 'First published', updated_at FROM pages WHERE slug = 'house-rules';

-- The public record reads a month of them at a time.
CREATE INDEX decisions_decided ON decisions (decided_at, id);
