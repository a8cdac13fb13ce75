ALTER TABLE attachments DROP COLUMN is_public;
