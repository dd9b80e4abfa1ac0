//! What passes on the wires, over the wire.

use leptos::prelude::*;
use model::{RecordingId, RecordingInput, RecordingView, WireEntry, WireFilter, WirePage};

use crate::error::AppError;

/// The caller's recordings, the latest first.
#[server(prefix = "/api", endpoint = "wires/list")]
pub async fn list_recordings() -> Result<Vec<RecordingView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.wires().list(&caller) }).await
}

/// The latest entries of a recording that fit.
#[server(prefix = "/api", endpoint = "wires/entries")]
pub async fn recorded(id: RecordingId, filter: WireFilter) -> Result<WirePage, AppError> {
    crate::ssr::call(move |s, caller| async move { s.wires().entries(&caller, id, None, &filter) }).await
}

/// One entry, with all of its text.
#[server(prefix = "/api", endpoint = "wires/entry")]
pub async fn recorded_entry(id: RecordingId, n: u64) -> Result<WireEntry, AppError> {
    crate::ssr::call(move |s, caller| async move { s.wires().entry(&caller, id, n) }).await
}

/// Begins to record at an endpoint, or one session of it where one is named, and goes to the recording.
#[server(prefix = "/api", endpoint = "wires/begin")]
pub async fn begin_recording(input: RecordingInput) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        let session = Some(input.session.as_str()).filter(|session| !session.is_empty());
        s.wires().begin(&caller, input.endpoint, session).await
    })
    .await
    .inspect(|id| crate::ssr::redirect(&format!("/wires/{id}")))
    .map(drop)
}

/// Records no more.
#[server(prefix = "/api", endpoint = "wires/stop")]
pub async fn stop_recording(id: RecordingId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.wires().stop(&caller, id) })
        .await
        .inspect(|()| crate::ssr::redirect(&format!("/wires/{id}")))
}

/// Forgets a recording, and goes to the others.
#[server(prefix = "/api", endpoint = "wires/remove")]
pub async fn remove_recording(id: RecordingId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.wires().remove(&caller, id) })
        .await
        .inspect(|()| crate::ssr::redirect_with("/wires", crate::contexts::Notice::Deleted))
}
