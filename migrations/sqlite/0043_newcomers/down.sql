ALTER TABLE links DROP COLUMN next;
DROP TABLE newcomers;
