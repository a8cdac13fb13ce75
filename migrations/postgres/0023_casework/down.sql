DROP TABLE templates;
DROP TABLE moderation_clock;
DROP TABLE redactions;
DROP TABLE locks;
DROP TABLE appeals;
DROP INDEX decisions_moderator;
ALTER TABLE decisions DROP COLUMN batch;
ALTER TABLE decisions DROP COLUMN suspended_until;
ALTER TABLE decisions DROP COLUMN sanction;
ALTER TABLE decisions DROP COLUMN rules_version;
ALTER TABLE decisions DROP CONSTRAINT decisions_act_check;
-- Acts of which the version before knows nothing left the comment where it could be read.
UPDATE decisions SET act = CASE WHEN act = 'ask' THEN 'hide' ELSE 'keep' END WHERE act IN ('ask', 'redact', 'lock', 'unlock');
ALTER TABLE decisions ADD CONSTRAINT decisions_act_check CHECK (act IN ('keep', 'hide', 'remove', 'restore'));
ALTER TABLE reports DROP COLUMN kind;
ALTER TABLE cases DROP COLUMN claimed_until;
ALTER TABLE cases DROP COLUMN claimed_by;
