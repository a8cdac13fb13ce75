DROP INDEX proposals_suggested;
ALTER TABLE proposals DROP COLUMN declined_because;
ALTER TABLE proposals DROP COLUMN declined_at;
ALTER TABLE proposals DROP COLUMN suggested_by;
