-- A case study can be written before it is shown, and taken away without being lost.
ALTER TABLE case_studies ADD COLUMN shown BOOLEAN NOT NULL DEFAULT TRUE;
-- When each text was written: nobody overwrites what they have not seen.
ALTER TABLE site_texts ADD COLUMN updated_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
