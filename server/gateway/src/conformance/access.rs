//! Who may come in, and what is told to those who may not.

use http::{StatusCode, header::WWW_AUTHENTICATE};
use model::{Check, Era};
use serde_json::{Value, json};
use url::Url;

use super::{
    Asked, Shows, Way,
    exam::{Exam, status},
    heard::Heard,
};

const CHECKS: [Check; 3] = [Check::Challenge, Check::WrongCredential, Check::ResourceMetadata];

const fn of(check: Check) -> (Era, Check) {
    (Era::Access, check)
}

pub(super) async fn examine(exam: &mut Exam<'_, impl Way>) {
    // No session, so nothing begins where somebody is let in.
    let ping = || Asked::message(&json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }));
    let exchange = exam.send(ping().showing(Shows::Nothing)).await;
    let is_open =
        |heard: &Heard| heard.status != StatusCode::UNAUTHORIZED && heard.status != StatusCode::FORBIDDEN;
    if exchange.heard.as_ref().is_ok_and(is_open) {
        exam.skip_all(Era::Access, &CHECKS, "the endpoint is open to everybody");
        return;
    }
    exam.add(of(Check::Challenge), &exchange, exchange.judged(challenged));
    let wrong = ping().showing(Shows::Nonsense);
    exam.check(of(Check::WrongCredential), wrong, challenged).await;
    let named = exchange
        .heard
        .as_ref()
        .ok()
        .and_then(|heard| named(heard.header(&WWW_AUTHENTICATE)));
    let Some(url) = named else {
        exam.skip(of(Check::ResourceMetadata), "the endpoint takes no access tokens");
        return;
    };
    let exchange = exam.read(&url).await;
    exam.add(of(Check::ResourceMetadata), &exchange, exchange.judged(described));
}

fn challenged(heard: &Heard) -> Result<(), String> {
    status(heard, StatusCode::UNAUTHORIZED)?;
    let challenge = heard.header(&WWW_AUTHENTICATE);
    let scheme = challenge.split(' ').next().unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(());
    }
    Err("WWW-Authenticate asks for no bearer token".to_owned())
}

/// Where the challenge says that the resource describes itself (RFC 9728 §5.1).
fn named(challenge: &str) -> Option<Url> {
    let (_, rest) = challenge.split_once("resource_metadata=")?;
    let url = rest.trim_start_matches('"');
    let end = url.find(['"', ',', ' ']).unwrap_or(url.len());
    Url::parse(&url[..end]).ok()
}

fn described(heard: &Heard) -> Result<(), String> {
    status(heard, StatusCode::OK)?;
    let document = heard.messages.first().ok_or("the document is no JSON")?;
    if document["resource"].as_str().is_none_or(str::is_empty) {
        return Err("the document names no resource".to_owned());
    }
    let servers = document["authorization_servers"].as_array();
    if servers.is_none_or(|servers| servers.is_empty() || !servers.iter().all(Value::is_string)) {
        return Err("the document names no authorization server".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_document_is_named_among_other_things() {
        let challenge =
            "Bearer realm=\"x\", resource_metadata=\"https://a.example/.well-known/x\", error=\"y\"";
        assert_eq!(
            named(challenge).expect("named").as_str(),
            "https://a.example/.well-known/x"
        );
        assert_eq!(named("Bearer realm=\"x\""), None);
    }
}
