DROP TABLE publications;
DROP TABLE response_redactions;
