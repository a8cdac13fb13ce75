//! Keeping the pages and the areas of focus true: lists, forms, and what happens when two people write at once.

mod form;
pub mod pages;
