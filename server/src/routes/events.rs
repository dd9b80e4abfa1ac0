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
use service::Changed;
use store::{SIGNED_IN, SignedIn};
use tokio_stream::wrappers::BroadcastStream;
use tower_sessions::Session;

use crate::state::AppState;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Event `changed` with the noun as data, for as long as the web session is there; 401 for strangers.
pub async fn stream(
    State(state): State<AppState>,
    Extension(caller): Extension<CallerExtension>,
    session: Session,
) -> Response {
    if caller.0.is_none() {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    }
    let mut response = Sse::new(changes(&state, session))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    // nginx would hold events back until its buffer is full.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

fn changes(state: &AppState, session: Session) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let stopping = state.stopping.clone();
    BroadcastStream::new(state.services.changes())
        .take_while(move |change| {
            // Web sessions are people's. Who has missed nouns may have missed that one.
            let may_be_over = matches!(change, Ok(Changed::Users) | Err(_));
            let session = session.clone();
            async move { !may_be_over || is_signed_in(&session).await }
        })
        .map(|change| {
            // A reader that fell behind has missed nouns: let it ask for everything.
            let noun = change.map_or("all", |changed| changed.as_str());
            Ok(Event::default().event("changed").data(noun))
        })
        .take_until(stopping.cancelled_owned())
}

/// As the store says now. One that cannot be read may be there still: the stream says nothing but nouns.
async fn is_signed_in(session: &Session) -> bool {
    let now = async {
        session.load().await?;
        session.get::<SignedIn>(SIGNED_IN).await
    };
    now.await.map_or(true, |signed_in| signed_in.is_some())
}
