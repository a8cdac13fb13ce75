//! The site as people meet it: every story runs on SQLite and on PostgreSQL.

mod support;

mod comments;
mod guards;
mod proposals;
mod votes;
