ALTER TABLE themes DROP COLUMN edition;
