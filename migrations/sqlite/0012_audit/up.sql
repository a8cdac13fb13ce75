-- Each act of the staff carries the hash of the one before it: see src/db/chain.rs. The rows from before have none yet;
-- `migrate` gives them theirs right after this, and until then they may be updated.
ALTER TABLE audit ADD COLUMN prev_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE TRIGGER audit_keeps_its_rows BEFORE UPDATE ON audit WHEN OLD.hash <> ''
BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_loses_no_row BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
-- INSERT OR REPLACE would delete without asking the trigger above.
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit WHEN NEW.id <= (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;

-- When each of the staff was here last, for the page of administrators.
CREATE TABLE staff_seen (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    seen_at TIMESTAMP NOT NULL
);
