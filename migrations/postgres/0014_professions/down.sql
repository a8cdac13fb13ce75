ALTER TABLE accounts ADD COLUMN verified BOOLEAN NOT NULL DEFAULT FALSE;
DROP TABLE profession_claims;
DROP TABLE professions;
