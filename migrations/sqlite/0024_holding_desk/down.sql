DROP INDEX comments_held;
ALTER TABLE proposals DROP COLUMN holding;
DROP TABLE holds;
DROP TABLE holding_rules;
