//! The rest of a request that nobody reads: the connection is closed after the answer.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

/// An answer beside a body that was not read. What is sent in chunks and was let go of, actix-web would take in for as long
/// as it comes, which may be for ever; as long as it is held, the connection is closed when the answer has left.
struct Beside {
    page: BoxBody,
    _unread: Payload,
}

impl MessageBody for Beside {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.page.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.page).poll_next(cx)
    }
}

/// The same answer, after which the connection is closed and nothing more of the request is read.
pub(super) fn closing(response: ServiceResponse<BoxBody>, unread: Payload) -> ServiceResponse<BoxBody> {
    response.map_body(|_, page| BoxBody::new(Beside { page, _unread: unread }))
}
