//! `GET /recordings/{id}`: everything that a recording of the wires has, as a file.

use app::ssr::{CallerExtension, Here};
use axum::{
    Extension, Json,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use model::RecordingId;
use service::Error;

/// JSON, for whoever made the recording.
pub async fn file(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Path(id): Path<String>,
) -> Response {
    let Some(caller) = caller else {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    };
    let Ok(id) = id.parse::<RecordingId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match services.wires().export(&caller, id) {
        Ok(recording) => {
            let name = format!("attachment; filename=\"recording-{id}.json\"");
            ([(header::CONTENT_DISPOSITION, name)], Json(recording)).into_response()
        }
        Err(Error::Forbidden) => StatusCode::FORBIDDEN.into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "there is no such recording of yours").into_response(),
    }
}
