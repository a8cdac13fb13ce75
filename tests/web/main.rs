//! The site as people meet it: every story runs on SQLite and on PostgreSQL.

mod support;

mod accounts;
mod activity;
mod audit;
mod comments;
mod confirming;
mod content;
mod digests;
mod door;
mod drafts;
mod emails;
mod guards;
mod import;
mod keys;
mod letters;
mod limits;
mod links;
mod marks;
mod moderation;
mod nasty;
mod organisations;
mod people;
mod privacy;
mod professions;
mod proposals;
mod queries;
mod schema;
mod sessions;
mod staff;
mod subscriptions;
mod vision;
mod votes;
