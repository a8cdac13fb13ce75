DROP TABLE challenges;
DROP TABLE recovery_codes;
DROP TABLE factors;
ALTER TABLE sessions DROP COLUMN device;
ALTER TABLE sessions DROP COLUMN strong;
DELETE FROM links WHERE purpose = 'sign_in';
ALTER TABLE links DROP CONSTRAINT links_purpose_check;
ALTER TABLE links ADD CONSTRAINT links_purpose_check CHECK (purpose IN ('confirm', 'reset', 'invite'));
