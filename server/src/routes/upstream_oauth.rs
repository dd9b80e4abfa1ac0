//! People connect servers that want a sign-in: from here to the authorization server, and back.

use app::ssr::{CallerExtension, Here};
use axum::{
    Extension, Form, Json,
    extract::RawQuery,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use model::ServerId;
use serde::Deserialize;
use service::Error;

use super::html::{self, Reader, Text};

/// Where browsers come back to.
pub const CALLBACK: &str = "/oauth/upstream/callback";

/// Authorization servers may keep it for a day, as clients' documents are.
const DOCUMENT_LASTS: &str = "public, max-age=86400";

/// Which server.
#[derive(Deserialize)]
pub struct Connect {
    server: ServerId,
}

/// `POST /oauth/upstream/connect`: the button of a server's page.
pub async fn connect(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    reader: Reader,
    Form(connect): Form<Connect>,
) -> Response {
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    match services.sign_ins().connect(&caller, connect.server).await {
        // The page's policy forbids forms that end at other sites, and browsers count where an answer redirects to.
        Ok(url) => {
            let words = reader.words();
            html::onward(reader, words.to_sign_in, words.asked_there, &url)
        }
        Err(error) => problem(reader, &error, Some(connect.server)),
    }
}

/// `GET /oauth/upstream/callback`: an authorization server sends the browser back. What it brings is good once, for the
/// person who went there.
pub async fn callback(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    RawQuery(query): RawQuery,
    reader: Reader,
) -> Response {
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    match services
        .sign_ins()
        .finish(&caller, &query.unwrap_or_default())
        .await
    {
        Ok(server) => Redirect::to(&format!("/servers/{server}")).into_response(),
        Err(error) => problem(reader, &error, None),
    }
}

/// `GET /client-metadata.json`: what the gateway says of itself as a client.
pub async fn client_document(Extension(Here(services)): Extension<Here>) -> Response {
    let document = Json(services.sign_ins().client_document());
    ([(header::CACHE_CONTROL, DOCUMENT_LASTS)], document).into_response()
}

fn problem(reader: Reader, error: &Error, server: Option<ServerId>) -> Response {
    let status = match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_GATEWAY,
    };
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "could not connect a server"
        );
    }
    let page = server.map_or_else(|| "/servers".to_owned(), |server| format!("/servers/{server}"));
    let words = reader.words();
    let title = words.server_title;
    let main = format!(
        "<h1>{title}</h1>\n<p lang=\"en\">{}</p>\n<p><a href=\"{page}\">{}</a></p>\n",
        Text(&error.to_string()),
        words.to_dashboard
    );
    html::response(status, html::document(reader, title, &main)).into_response()
}
