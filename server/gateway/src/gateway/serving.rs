//! What the gateway answers at the addresses of its endpoints.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, request::Parts};

use super::Gateway;
use crate::{
    Body, Document, Error,
    client::{self, Door},
};

impl Gateway {
    /// Serves one request at `/metamcp/{endpoint}/mcp`. Errors are responses too. Dropping the future, or the body
    /// of the response, cancels the call at the upstream.
    pub async fn streamable_http<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, endpoint, Door::Mcp, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/sse`: the stream of a client of HTTP+SSE (2024-11-05). Dropping the
    /// body of the response ends its session.
    pub async fn event_stream<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, endpoint, Door::Stream, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/message`: what such a client sends.
    pub async fn message<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, endpoint, Door::Message, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/api/{tool}`: a tool with its arguments as the body.
    pub async fn rest<B>(&self, endpoint: &str, tool: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, endpoint, Door::Tool(tool), request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/api/openapi.json`.
    pub async fn openapi<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, endpoint, Door::OpenApi, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/api/search`: tools that fit a few words. A `POST` is a call of a tool with that
    /// name.
    pub async fn search<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        let is_call = request.method() == Method::POST;
        let door = if is_call {
            Door::Tool("search")
        } else {
            Door::Search
        };
        client::serve(&self.0, endpoint, door, request).await
    }

    /// What the sender of a request may call at an endpoint, after the same checks as any request there.
    pub async fn document(&self, endpoint: &str, parts: &Parts) -> Result<Document, Error> {
        client::rest::document(&self.0, endpoint, parts).await
    }

    /// What goes into `WWW-Authenticate` when [`Gateway::document`] fails like this.
    pub fn challenge(&self, endpoint: &str, parts: &Parts, error: &Error) -> Option<HeaderValue> {
        let entrance = client::find(&self.0, endpoint, parts).ok()?;
        entrance.challenge(error, Door::OpenApi)
    }
}
