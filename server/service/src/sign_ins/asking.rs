//! Requests to authorization servers, and documents about servers.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use gateway::{Gateway, NoAnswer};
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use model::{ClientAuth, Failure, FailureClass, Timestamp};
use serde::de::DeserializeOwned;
use url::{Host, Url, form_urlencoded};

use super::sealed::Client;
use crate::Error;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// So much of what an authorization server says is repeated to people.
const MAX_QUOTED: usize = 300;

/// The JSON document at a URL; nothing when there is none.
pub(super) async fn document<T: DeserializeOwned>(
    gateway: &Gateway,
    url: &Url,
) -> Result<Option<T>, NoAnswer> {
    let response = gateway
        .ask(request(Method::GET, url, Bytes::new(), None)?)
        .await?;
    if response.status() != StatusCode::OK {
        return Ok(None);
    }
    Ok(serde_json::from_slice(response.body()).ok())
}

/// POSTs JSON.
pub(super) async fn post_json(
    gateway: &Gateway,
    url: &Url,
    body: &serde_json::Value,
) -> Result<Response<Bytes>, NoAnswer> {
    let mut request = request(Method::POST, url, body.to_string().into(), None)?;
    request.headers_mut().insert(CONTENT_TYPE, JSON);
    gateway.ask(request).await
}

/// POSTs a form, with the id and secret of a client in the header where they are given.
async fn post_form(
    gateway: &Gateway,
    url: &Url,
    fields: &[(&str, &str)],
    basic: Option<(&str, &str)>,
) -> Result<Response<Bytes>, NoAnswer> {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let mut request = request(Method::POST, url, form.into(), basic)?;
    request.headers_mut().insert(CONTENT_TYPE, FORM);
    gateway.ask(request).await
}

/// As [`post_form`], in the name of a client, which says who it is in its way (RFC 6749 §2.3).
pub(super) async fn post_as_client(
    gateway: &Gateway,
    client: &Client,
    url: &Url,
    mut fields: Vec<(&str, &str)>,
) -> Result<Response<Bytes>, NoAnswer> {
    let secret = client.secret.as_deref().unwrap_or_default();
    let basic = match client.auth {
        ClientAuth::None => {
            fields.push(("client_id", &client.id));
            None
        }
        ClientAuth::ClientSecretPost => {
            fields.extend([("client_id", &*client.id), ("client_secret", secret)]);
            None
        }
        ClientAuth::ClientSecretBasic => Some((&*client.id, secret)),
    };
    post_form(gateway, url, &fields, basic).await
}

fn request(
    method: Method,
    url: &Url,
    body: Bytes,
    basic: Option<(&str, &str)>,
) -> Result<Request<Bytes>, NoAnswer> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = url
        .as_str()
        .parse()
        .map_err(|_| NoAnswer(format!("{url} cannot be called.")))?;
    request.headers_mut().insert(ACCEPT, JSON);
    if let Some((id, secret)) = basic {
        // RFC 6749 §2.3.1: both are encoded as in a form first.
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        let mut value = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| NoAnswer("The client's secret cannot be sent.".to_owned()))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}

/// A URL of an authorization server that may be called: `https`, or `http` where nothing leaves this machine, or where the
/// MCP server itself is reached so.
pub(super) fn checked_url(text: &str, server: &Url) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_local = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(v4) => v4.is_loopback(),
        Host::Ipv6(v6) => v6.is_loopback(),
    };
    let is_sound = match url.scheme() {
        "https" => true,
        "http" => is_local || server.scheme() == "http",
        _ => false,
    };
    is_sound.then_some(url)
}

/// What a stranger says, short and in one line.
pub(super) fn quoted(text: &str) -> String {
    let words: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_QUOTED)
        .collect();
    words.trim().trim_end_matches('.').to_owned()
}

/// Why a server cannot be connected, and what to do.
pub(super) fn problem(at: Timestamp, message: impl Into<String>, advice: impl Into<String>) -> Error {
    Error::Upstream(Failure {
        class: FailureClass::Unauthorized,
        message: message.into(),
        advice: advice.into(),
        tried: String::new(),
        output: String::new(),
        at,
    })
}
