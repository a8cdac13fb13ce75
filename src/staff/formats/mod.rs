//! A proposal in other formats, as staff add them and keep them up to date.

pub mod pages;
