ALTER TABLE proposals DROP COLUMN reminders;
