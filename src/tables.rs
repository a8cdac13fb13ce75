//! Tables for other programs, as CSV (RFC 4180).

use crate::error::{Result, broken};

/// Lines of these rows, each ended as RFC 4180 has it.
///
/// # Errors
/// Never; writing into memory does not fail.
pub fn lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(broken("writing a line of a table"))?;
    }
    writer.into_inner().map_err(broken("ending a table"))
}

/// A text as a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it, as OWASP
/// advises.
#[must_use]
pub fn cell(text: &str) -> String {
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.trim_start_matches(' ').starts_with(starts) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_inert_and_the_rest_is_as_it_was() {
        for text in ["=1+1", "+44", "-2", "@sum", "\tx", " =1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "a=b", "2 - 1", "’=1"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn a_line_has_what_it_was_given() {
        let bytes =
            lines([vec!["a".to_owned(), "says \"b\",\nand c".to_owned()], vec!["é".to_owned()]]).expect("written");
        assert_eq!(String::from_utf8(bytes).expect("text"), "a,\"says \"\"b\"\",\nand c\"\r\né\r\n");
    }
}
