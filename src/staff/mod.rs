//! The desk of the people who run the site: how they write proposals, open and close them, keep the pages true, and set
//! the rules that hold comments.

pub mod content;
pub mod formats;
pub mod holding;
pub mod pages;
pub mod people;
pub mod proposals;
pub mod stages;
pub mod when;
