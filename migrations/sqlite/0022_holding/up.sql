-- Why a comment waits for a moderator, while it does.
ALTER TABLE comments ADD COLUMN held_because TEXT;
-- A hash of its words without case, accents and marks, so that the same text is known again; none for short ones.
ALTER TABLE comments ADD COLUMN wording TEXT;
CREATE INDEX comments_wording ON comments (wording, created_at) WHERE wording IS NOT NULL;
