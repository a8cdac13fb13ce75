-- How many reminders were sent that the answer to a consultation is due.
ALTER TABLE proposals ADD COLUMN reminders BIGINT NOT NULL DEFAULT 0;
