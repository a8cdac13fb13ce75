DROP TABLE comment_votes;
DROP TABLE proposal_votes;
