//! `GET /events`: tells an open page what changed, so that it asks again. One stream a tab.

use std::{convert::Infallible, time::Duration};

use app::ssr::CallerExtension;
use axum::{
    Extension,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt};
use tokio_stream::wrappers::BroadcastStream;

use crate::state::AppState;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Event `changed` with the noun as data; 401 for strangers.
pub async fn stream(
    State(state): State<AppState>,
    Extension(caller): Extension<CallerExtension>,
) -> Response {
    if caller.0.is_none() {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    }
    let mut response = Sse::new(changes(&state))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    // nginx would hold events back until its buffer is full.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

fn changes(state: &AppState) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let stopping = state.stopping.clone();
    BroadcastStream::new(state.services.changes())
        .map(|change| {
            // A reader that fell behind has missed nouns: let it ask for everything.
            let noun = change.map_or("all", |changed| changed.as_str());
            Ok(Event::default().event("changed").data(noun))
        })
        .take_until(stopping.cancelled_owned())
}
