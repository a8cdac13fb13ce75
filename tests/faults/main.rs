//! Faults that must lose nothing: a real server process, killed or left without room on its disk while people vote and comment.

mod client;
mod full;
mod kill;
mod world;
