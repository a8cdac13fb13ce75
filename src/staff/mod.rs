//! The desk of the people who run the site: how they write proposals, open and close them, and keep the pages true.

pub mod content;
pub mod pages;
pub mod people;
pub mod proposals;
pub mod stages;
mod when;
