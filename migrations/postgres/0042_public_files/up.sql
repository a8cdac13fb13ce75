-- Whether everybody can have a file that was sent with a response, once the response is published.
ALTER TABLE attachments ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;
