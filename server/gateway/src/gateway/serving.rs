//! What the gateway answers at the addresses of its endpoints.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, request::Parts};
use model::EndpointId;

use super::Gateway;
use crate::{
    Body, Document, Error, PrincipalId,
    client::{self, Door, Visit},
};

impl Gateway {
    /// Serves one request at `/metamcp/{endpoint}/mcp`. Errors are responses too. Dropping the future, or the body
    /// of the response, cancels the call at the upstream.
    pub async fn streamable_http<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Outside(endpoint), Door::Mcp, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/sse`: the stream of a client of HTTP+SSE (2024-11-05). Dropping the
    /// body of the response ends its session.
    pub async fn event_stream<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Outside(endpoint), Door::Stream, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/message`: what such a client sends.
    pub async fn message<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Outside(endpoint), Door::Message, request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/api/{tool}`: a tool with its arguments as the body.
    pub async fn rest<B>(&self, endpoint: &str, tool: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Outside(endpoint), Door::Tool(tool), request).await
    }

    /// Serves one request at `/metamcp/{endpoint}/api/openapi.json`.
    pub async fn openapi<B>(&self, endpoint: &str, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Outside(endpoint), Door::OpenApi, request).await
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
        client::serve(&self.0, Visit::Outside(endpoint), door, request).await
    }

    /// Serves one request as [`Gateway::streamable_http`] does, in the name of somebody whose right to the endpoint the caller has
    /// checked. Nothing has to be shown.
    pub async fn inspect<B>(
        &self,
        endpoint_id: EndpointId,
        principal: PrincipalId,
        request: Request<B>,
    ) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        client::serve(&self.0, Visit::Inside(endpoint_id, principal), Door::Mcp, request).await
    }

    /// As [`Gateway::inspect`], for [`Gateway::event_stream`] and [`Gateway::message`]: a `GET` opens the stream, a `POST` is a
    /// message.
    pub async fn inspect_line<B>(
        &self,
        endpoint_id: EndpointId,
        principal: PrincipalId,
        request: Request<B>,
    ) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes>,
    {
        let is_message = request.method() == Method::POST;
        let door = if is_message { Door::Message } else { Door::Stream };
        client::serve(&self.0, Visit::Inside(endpoint_id, principal), door, request).await
    }

    /// What the sender of a request may call at an endpoint, after the same checks as any request there.
    pub async fn document(&self, endpoint: &str, parts: &Parts) -> Result<Document, Error> {
        client::rest::document(&self.0, endpoint, parts).await
    }

    /// What goes into `WWW-Authenticate` when [`Gateway::document`] fails like this.
    pub fn challenge(&self, endpoint: &str, parts: &Parts, error: &Error) -> Option<HeaderValue> {
        let entrance = client::find(&self.0, Visit::Outside(endpoint), parts).ok()?;
        entrance.challenge(error, Door::OpenApi)
    }
}
