DELETE FROM follows WHERE kind = 'organisation';
ALTER TABLE follows DROP CONSTRAINT follows_kind_check;
ALTER TABLE follows ADD CONSTRAINT follows_kind_check CHECK (kind IN ('site', 'area', 'proposal', 'thread'));
