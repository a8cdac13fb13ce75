-- An older program does not know this job.
DELETE FROM jobs WHERE kind = 'newcomer';
ALTER TABLE links DROP COLUMN next;
DROP TABLE newcomers;
