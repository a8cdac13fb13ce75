DROP TABLE imported;
DROP TABLE comment_edits;
DROP TABLE comments;
