ALTER TABLE site_texts DROP COLUMN updated_at;
ALTER TABLE case_studies DROP COLUMN shown;
