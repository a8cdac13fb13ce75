DROP TABLE keyings;
ALTER TABLE responses DROP COLUMN given_name;
ALTER TABLE responses DROP COLUMN received_on;
ALTER TABLE responses DROP COLUMN channel;
