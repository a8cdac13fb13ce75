//! Stub.
use crate::{clock::Moment, config::Config, db::Conn, error::Result, keys::Keys, mail::Post, queue::Job};
/// Stub.
/// # Errors
/// No.
pub fn letter(_: &mut Conn, _: &Keys, _: &Config, _: &Job, _: Moment) -> Result<Option<Post>> {
    Ok(None)
}
