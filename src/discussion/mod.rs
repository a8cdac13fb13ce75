//! A proposal's page: what is proposed, how people voted and what they say; and the page of one comment.

pub mod edit;
pub mod one;
pub mod organisation;
mod personal;
pub mod post;
pub mod show;
pub mod vote;

use crate::comments::thread::Sort;
use crate::ids::CommentId;
use serde::Deserialize;

/// What stands in the address of a discussion.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    sort: Option<String>,
    from: Option<String>,
    done: Option<String>,
}

impl Asked {
    /// The order asked for; the oldest first when nothing is said.
    fn sort(&self) -> crate::error::Result<Sort> {
        match self.sort.as_deref() {
            None | Some("") => Ok(Sort::Oldest),
            Some(word) => crate::web::page::word(word),
        }
    }

    /// The comment after which a list of replies goes on.
    fn after(&self) -> crate::error::Result<CommentId> {
        match self.from.as_deref() {
            None | Some("") => Ok(CommentId(0)),
            Some(text) => crate::web::form::id(text).map(CommentId),
        }
    }
}
