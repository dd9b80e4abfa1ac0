//! A provider of `OpenID Connect` that says what a test puts into its mouth, right or wrong. It signs nothing: the test
//! brings its tokens.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{body::Body, listener};

/// A provider in this process, ended when dropped.
#[derive(Debug)]
pub struct OidcProvider {
    issuer: String,
    state: Arc<Mutex<State>>,
    _server: JoinSet<()>,
}

#[derive(Debug, Default)]
struct State {
    answers: HashMap<&'static str, (u16, Value)>,
    asked: Vec<(String, String)>,
}

impl OidcProvider {
    /// Starts one on a free port of the loopback interface, without keys and tokens.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let state: Arc<Mutex<State>> = Arc::default();
        let mut server = JoinSet::new();
        let shared = Arc::clone(&state);
        server.spawn(async move {
            let answer = move |request| answer(Arc::clone(&shared), request);
            listener::serve(listener, answer).await;
        });
        let provider = Self {
            issuer,
            state,
            _server: server,
        };
        provider.describe(&json!({}));
        provider.set("/jwks", 200, json!({ "keys": [] }));
        Ok(provider)
    }

    /// Its issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What its discovery document says besides, or instead.
    pub fn describe(&self, more: &Value) {
        let issuer = &self.issuer;
        let mut document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "end_session_endpoint": format!("{issuer}/end"),
            "jwks_uri": format!("{issuer}/jwks"),
        });
        if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
            document.extend(more.clone());
        }
        self.set("/.well-known/openid-configuration", 200, document);
    }

    /// What it answers at a path.
    pub fn set(&self, path: &'static str, status: u16, body: Value) {
        self.state().answers.insert(path, (status, body));
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.state()
            .asked
            .iter()
            .filter(|(asked, _)| asked == path)
            .count()
    }

    /// What was sent to a path the last time; empty when nothing was.
    pub fn sent(&self, path: &str) -> String {
        let state = self.state();
        let mut sent = state.asked.iter().rev();
        sent.find(|(asked, _)| asked == path)
            .map(|(_, body)| body.clone())
            .unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await;
    let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let sent = String::from_utf8_lossy(&body).into_owned();
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = match state.answers.get(path.as_str()) {
        Some((status, body)) => (*status, Bytes::from(body.to_string())),
        None => (404, Bytes::new()),
    };
    state.asked.push((path, sent));
    let mut response = Response::new(Body::full(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
