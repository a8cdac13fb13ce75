DROP INDEX comments_organisation;
ALTER TABLE comments DROP COLUMN organisation_id;
DROP TABLE organisation_invitations;
DROP TABLE organisation_members;
DROP TABLE organisations;
