//! Stub.
pub mod jobs {
    //! Stub.
    use crate::{clock::Moment, config::Config, db::Conn, error::Result, keys::Keys, mail::Post};
    /// Stub.
    /// # Errors
    /// No.
    pub fn letter(_: &mut Conn, _: &Keys, _: &Config, _: i64, _: Moment) -> Result<Option<Post>> {
        Ok(None)
    }
}
