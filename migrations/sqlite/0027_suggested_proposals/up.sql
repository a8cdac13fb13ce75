-- Which resident suggested a proposal, where one did; and when and why it was declined, if it was.
ALTER TABLE proposals ADD COLUMN suggested_by BIGINT REFERENCES accounts (id);
ALTER TABLE proposals ADD COLUMN declined_at TIMESTAMP;
ALTER TABLE proposals ADD COLUMN declined_because TEXT NOT NULL DEFAULT '';
CREATE INDEX proposals_suggested ON proposals (suggested_by, id) WHERE suggested_by IS NOT NULL;
