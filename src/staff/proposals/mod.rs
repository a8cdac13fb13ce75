//! Writing a proposal and changing it, in versions that everybody can compare.

mod arrangement;
mod change;
mod form;
pub mod pages;
mod shown;
