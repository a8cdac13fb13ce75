//! The words that whoever writes a proposal must find, editor or resident: how long they may be, and how they are kept.

use super::Content;
use crate::text::Text;
use validator::ValidationError;

/// A title is there, and not too long.
///
/// # Errors
/// What is wrong with it, for the form.
pub fn title(text: &Text) -> Result<(), ValidationError> {
    within(text, 1, 200, "Enter a title of at most 200 characters")
}

/// A summary is there, and not too long.
///
/// # Errors
/// As [`title`].
pub fn summary(text: &Text) -> Result<(), ValidationError> {
    within(text, 1, 600, "Enter a summary of at most 600 characters")
}

/// What would change is there, and not too long.
///
/// # Errors
/// As [`title`].
pub fn change(text: &Text) -> Result<(), ValidationError> {
    within(text, 1, 20_000, "Enter what would change, in at most 20,000 characters")
}

/// Why is not too long; it may be missing.
///
/// # Errors
/// As [`title`].
pub fn why(text: &Text) -> Result<(), ValidationError> {
    within(text, 0, 20_000, "Why must be 20,000 characters or fewer")
}

/// What is decided, what is not, what answers can change, and what it costs: not too long; it may be missing.
///
/// # Errors
/// As [`title`].
pub fn statement(text: &Text) -> Result<(), ValidationError> {
    within(text, 0, 4_000, "This must be 4,000 characters or fewer")
}

fn within(text: &Text, fewest: usize, most: usize, says: &'static str) -> Result<(), ValidationError> {
    let long = text.characters();
    if (fewest..=most).contains(&long) { Ok(()) } else { Err(ValidationError::new("length").with_message(says.into())) }
}

impl Content {
    /// These four as they are kept: title and summary on one line, the rest as it was typed. Nothing besides.
    #[must_use]
    pub fn of(title: &Text, summary: &Text, change: &Text, why: &Text) -> Self {
        Self {
            title: title.on_one_line(),
            summary: summary.on_one_line(),
            change: change.as_str().to_owned(),
            why: why.as_str().to_owned(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_as_long_as_is_said_and_no_longer() {
        for (check, fewest, most) in
            [(title as fn(&Text) -> _, 1, 200), (summary, 1, 600), (change, 1, 20_000), (why, 0, 20_000)]
        {
            let of = |long: usize| check(&Text::new(&"ক".repeat(long)));
            assert!(of(fewest).is_ok() && of(most).is_ok() && of(most + 1).is_err(), "{most}");
            assert_eq!(of(0).is_err(), fewest == 1, "{most}");
        }
    }
}
