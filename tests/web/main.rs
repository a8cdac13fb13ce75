//! The site as people meet it: every story runs on SQLite and on PostgreSQL.

mod support;

mod accounts;
mod activity;
mod comments;
mod confirming;
mod content;
mod door;
mod guards;
mod import;
mod links;
mod moderation;
mod nasty;
mod proposals;
mod schema;
mod staff;
mod subscriptions;
mod vision;
mod votes;
