ALTER TABLE responses DROP COLUMN asked_at;
DROP TABLE response_remarks;
DROP TABLE response_editions;
DROP TABLE response_claims;
