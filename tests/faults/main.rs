//! Faults that must lose nothing: a real server process, killed while people vote and comment.

mod client;
mod kill;
mod world;
