//! The promise of the emails, counted where they arrive: real processes send to a mail server that keeps everything.

mod faulty;
mod halts;
mod instances;
mod kills;
mod promise;
mod sink;
mod stops;
mod world;
