//! Opening a proposal, closing it, and giving it more time.

pub mod pages;
