//! Clients of the inspector that sign in: the way through our own doors, and the browser's way back.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use app::ssr::{CallerExtension, Here};
use async_trait::async_trait;
use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, RawQuery},
    http::{Request, Response, StatusCode},
    response::{IntoResponse, Redirect},
};
use service::{Error, FrontDoor, SignedIn};
use tower::ServiceExt;

use super::{consent, html::Reader};

/// Documents, tokens and refusals are far smaller.
const MAX_ANSWER: usize = 1024 * 1024;

/// The doors of clients, without a wire.
struct Doors(Router);

/// These routes as a door for our own clients.
pub fn front_door(routes: Router) -> Arc<dyn FrontDoor> {
    Arc::new(Doors(routes))
}

#[async_trait]
impl FrontDoor for Doors {
    async fn pass(&self, request: Request<Bytes>) -> Response<Bytes> {
        let mut request = request.map(Body::from);
        // It is sent on this machine.
        let sender = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        request.extensions_mut().insert(ConnectInfo(sender));
        let response = match self.0.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, MAX_ANSWER).await.unwrap_or_default();
        Response::from_parts(parts, body)
    }
}

/// `GET /inspector/callback`: the authorization server sends the browser back.
pub async fn callback(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Extension(door): Extension<Arc<dyn FrontDoor>>,
    RawQuery(query): RawQuery,
    reader: Reader,
) -> axum::response::Response {
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    let query = query.unwrap_or_default();
    match services.inspector().come_back(&caller, &query, &*door).await {
        Ok(SignedIn::Inspection { id, tool, call }) => {
            Redirect::to(&app::first_page(id, &tool, &call)).into_response()
        }
        Ok(SignedIn::Nowhere(id)) => Redirect::to(&app::sign_in_path(id)).into_response(),
        Err(error) => problem(reader, &error),
    }
}

fn problem(reader: Reader, error: &Error) -> axum::response::Response {
    let words = reader.words();
    let (status, text) = match error {
        Error::NotFound => (StatusCode::NOT_FOUND, words.question_gone),
        Error::Forbidden => (StatusCode::FORBIDDEN, words.question_gone),
        _ => (StatusCode::SERVICE_UNAVAILABLE, words.answer_not_saved),
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "a client of the inspector did not come back"
        );
    }
    consent::problem(reader, status, text, None)
}
