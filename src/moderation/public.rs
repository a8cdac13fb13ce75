//! What everybody may read of decisions goes out of date when one is made, undone, or asked about again.

use super::store;
use crate::clock::Month;
use crate::db::{Scope, Tx};
use crate::error::Result;
use crate::ids::CaseId;

/// The public record has changed in each month in which this case was decided; to be called once the change is written.
///
/// # Errors
/// When the database refuses.
pub(super) fn touch(tx: &mut Tx<'_>, case: CaseId) -> Result<()> {
    for at in store::public::load_times(tx, case)? {
        tx.touch(Scope::Decisions(Month::of(at)));
    }
    Ok(())
}
