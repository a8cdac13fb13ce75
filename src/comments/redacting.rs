//! Taking a part out of a comment, and putting it back.

use super::posting::fingerprint;
use super::{Stored, held, store, touched};
use crate::db::Tx;
use crate::error::Result;
use crate::markdown;
use crate::text::Text;

/// Gives a comment these words in place of its own, and takes the same parts out of the wordings that it had before. Nobody
/// but the staff can see from then on what it said.
///
/// # Errors
/// When the database refuses.
pub fn redact(tx: &mut Tx<'_>, comment: &Stored, body: &Text, parts: &[String], mark: &str) -> Result<()> {
    for (id, earlier) in store::redacting::load_edits(tx, comment.id)? {
        let less = parts.iter().fold(earlier.clone(), |text, part| text.replace(part.as_str(), mark));
        if less != earlier {
            store::redacting::update_edit(tx, id, &less)?;
        }
    }
    put(tx, comment, body)
}

/// Gives a comment back the words that it had.
///
/// # Errors
/// When the database refuses.
pub fn unredact(tx: &mut Tx<'_>, comment: &Stored, body: &Text) -> Result<()> {
    put(tx, comment, body)
}

fn put(tx: &mut Tx<'_>, comment: &Stored, body: &Text) -> Result<()> {
    let html = markdown::render(body.as_str(), markdown::Kind::Comment);
    let print = fingerprint(comment.author, comment.proposal, comment.parent, body);
    // The same words by the same person may stand here already: then this one goes without a fingerprint.
    let print = store::find_by_fingerprint(tx, &print)?.is_none_or(|other| other.id == comment.id).then_some(print);
    store::redacting::update_words(tx, comment.id, body.as_str(), &html, print.as_deref(), held::wording(body))?;
    touched(tx, comment.proposal);
    Ok(())
}
