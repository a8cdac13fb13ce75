-- Each act of the staff carries the hash of the one before it: see src/db/chain.rs. The rows from before have none yet;
-- `migrate` gives them theirs right after this, and until then they may be updated.
ALTER TABLE audit ADD COLUMN prev_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$;
CREATE TRIGGER audit_keeps_its_rows BEFORE UPDATE ON audit FOR EACH ROW WHEN (OLD.hash <> '')
EXECUTE FUNCTION audit_is_only_added_to();
CREATE TRIGGER audit_loses_no_row BEFORE DELETE ON audit FOR EACH ROW
EXECUTE FUNCTION audit_is_only_added_to();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT
EXECUTE FUNCTION audit_is_only_added_to();

-- When each of the staff was here last, for the page of administrators.
CREATE TABLE staff_seen (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    seen_at TIMESTAMP NOT NULL
);
