DROP TABLE staff_seen;
DROP TRIGGER audit_grows_at_its_end;
DROP TRIGGER audit_loses_no_row;
DROP TRIGGER audit_keeps_its_rows;
ALTER TABLE audit DROP COLUMN hash;
ALTER TABLE audit DROP COLUMN prev_hash;
