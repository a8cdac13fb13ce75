DROP INDEX comments_wording;
ALTER TABLE comments DROP COLUMN wording;
ALTER TABLE comments DROP COLUMN held_because;
