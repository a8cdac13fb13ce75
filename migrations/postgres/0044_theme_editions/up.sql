-- Each change of a theme makes the next edition, so that nobody overwrites what they have not seen.
ALTER TABLE themes ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
