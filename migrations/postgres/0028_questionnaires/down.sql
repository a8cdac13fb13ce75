ALTER TABLE proposals DROP COLUMN questions;
DROP TABLE questionnaires;
