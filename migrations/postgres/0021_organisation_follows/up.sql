-- An organisation can be followed. The check has the one name or the other by whether the table was made anew (0010).
ALTER TABLE follows DROP CONSTRAINT IF EXISTS follows_kind_check;
ALTER TABLE follows DROP CONSTRAINT IF EXISTS follows_kind_check1;
ALTER TABLE follows ADD CONSTRAINT follows_kind_check CHECK (kind IN ('site', 'area', 'proposal', 'thread', 'organisation'));
