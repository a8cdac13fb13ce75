//! The house rules: every decision names one.

pub use crate::house_rules::{PAGE, Rule, read};
