//! The requests that any client can send to this program.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// Where clients come in. Clients of the dashboard come in there too, and need no wire.
#[async_trait]
pub trait FrontDoor: Send + Sync {
    /// Answers as it would answer over a wire. The URI has no host; the header `Host` names it.
    async fn pass(&self, request: Request<Bytes>) -> Response<Bytes>;
}
