//! The rules that hold comments, at the hands of moderators: on the whole site, and on one proposal.

mod form;
pub mod pages;
