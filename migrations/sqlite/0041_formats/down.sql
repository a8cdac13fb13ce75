DROP TABLE proposal_formats;
