//! What somebody sent with a form: already bounded, checked for its origin and cleaned when a handler sees it.
//!
//! The guard reads the body before any handler runs (see [`super::guards`]); a handler can only take what has passed.

use crate::error::{Error, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use validator::Validate;
use views::form::Problems;

/// A form body that has passed the guard: bounded, in UTF-8, with the right token.
#[derive(Debug, Clone, Default)]
pub struct Checked(pub String);

/// What a form's type must be able to do: be read, and say what is wrong with it.
pub trait Entry: DeserializeOwned + Validate {}
impl<T: DeserializeOwned + Validate> Entry for T {}

/// A form of type `T`. Fields that `T` does not have are ignored: nobody sets a role by adding a field.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T: Entry> Form<T> {
    /// The value, and what is wrong with it in the order of its fields: show the page again, with the text kept.
    pub fn checked(self) -> (T, Problems) {
        let mut problems = Problems::default();
        if let Err(errors) = self.0.validate() {
            let mut found: Vec<(String, String)> = errors
                .field_errors()
                .iter()
                .filter_map(|(field, errors)| {
                    let error = errors.first()?;
                    let text = error.message.as_ref().map_or_else(|| error.code.to_string(), ToString::to_string);
                    Some((field.to_string(), text))
                })
                .collect();
            found.sort();
            for (field, text) in found {
                problems.add(field, text);
            }
        }
        (self.0, problems)
    }
}

impl<T: DeserializeOwned> Form<T> {
    fn read(req: &HttpRequest) -> Result<Self> {
        let body = req.extensions().get::<Checked>().cloned().ok_or_else(|| {
            Error::Broken("a form was asked for where the guard has read none: is this route a POST?".into())
        })?;
        serde_html_form::from_str(&body.0).map(Self).map_err(|_| {
            Error::NotUnderstood("The form was not complete. Go back, reload the page and try again.".into())
        })
    }
}

impl<T: DeserializeOwned> FromRequest for Form<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(req))
    }
}

/// A query string of type `T`; what cannot be read is a page that does not exist.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(serde_html_form::from_str(req.query_string()).map(Self).map_err(|_| Error::NotFound))
    }
}

/// A number in a path: anything else is a page that does not exist.
///
/// # Errors
/// [`Error::NotFound`].
pub fn id(text: &str) -> Result<i64> {
    text.parse::<i64>().ok().filter(|n| *n > 0).ok_or(Error::NotFound)
}
