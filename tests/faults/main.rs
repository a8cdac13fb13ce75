//! Faults that must lose nothing: real processes, killed while people vote and comment and while emails leave, several
//! at once on one database (also while a moderator decides), mail servers that fail in every way, and a disk without room.

#[allow(dead_code, reason = "the tests of the mail room use all of it")]
#[path = "../mail/certificates.rs"]
mod certificates;
mod client;
mod database;
mod decisions;
#[allow(dead_code, reason = "the histories of the digests use all of it")]
#[path = "../digests/dice.rs"]
mod dice;
mod digests;
#[allow(dead_code, reason = "the tests of the mail room use all of it")]
#[path = "../mail/fault.rs"]
mod fault;
mod full;
mod kill;
#[allow(dead_code, reason = "the tests of the mail room use all of it")]
#[path = "../mail/server.rs"]
mod mail_server;
mod responses;
mod world;
