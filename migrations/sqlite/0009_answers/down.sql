ALTER TABLE comments DROP COLUMN organisation_passes;
ALTER TABLE comments DROP COLUMN organisation_disagrees;
ALTER TABLE comments DROP COLUMN organisation_agrees;
ALTER TABLE comments DROP COLUMN professional_passes;
ALTER TABLE comments DROP COLUMN professional_disagrees;
ALTER TABLE comments DROP COLUMN professional_agrees;
