DROP TABLE audit;
DROP TABLE activity;
DROP TABLE jobs;
DROP TABLE scopes;
DROP TABLE revision;
