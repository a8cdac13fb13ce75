DROP TABLE subscriptions;
DROP TABLE turnout;
DROP TABLE waiting;
DROP TABLE links;
DROP TABLE sessions;
DROP TABLE accounts;
