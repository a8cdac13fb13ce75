//! Changing the words of the site: its pages, its areas of focus, its case studies, its home page and its frame.

pub(in crate::staff) mod form;
pub mod pages;
mod study;
mod texts;
