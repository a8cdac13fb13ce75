DROP INDEX activity_actor;
DROP TABLE former_comment_votes;
DROP TABLE former_proposal_votes;
DROP TABLE erasures;
DROP TABLE archive_parts;
DROP TABLE archives;
