DROP INDEX reports_reporter;
DROP TABLE access;
DROP TABLE consents;
DROP TABLE notices;
