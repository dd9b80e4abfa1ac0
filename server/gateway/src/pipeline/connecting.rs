//! A server that its caller has not signed in to, for a client without a session: it is asked to take its person to the page
//! where that is done (2026-07-28, "Elicitation", URL mode), and repeats the request.

use std::time::Duration;

use serde_json::json;

use crate::{
    Error, UpstreamError,
    error::opens_pages,
    raw::{RawObject, decode_string},
};

/// The key of the question.
const KEY: &str = "connect";

/// Requests that may be answered with a question.
const ASKING: [&str; 3] = ["tools/call", "resources/read", "prompts/get"];

/// A repetition waits so long for somebody who is on the way: most clients repeat at once.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// How a client can be asked to connect a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Not at all, or its person does not want to.
    Never,
    /// It has not been asked.
    Possible,
    /// Its person is on the way.
    OnTheWay,
}

impl Asking {
    /// For a request of a client with these capabilities, a raw object.
    pub(super) fn of(method: &str, capabilities: &str) -> Self {
        if ASKING.contains(&method) && opens_pages(Some(capabilities)) {
            Self::Possible
        } else {
            Self::Never
        }
    }

    /// For the repetition of a request that was answered with the question.
    pub(super) fn repeated(self, fields: &RawObject<'_>) -> Self {
        let responses = fields
            .get("inputResponses")
            .and_then(|responses| RawObject::parse(responses.get(), &[]).ok());
        let response = responses
            .as_ref()
            .and_then(|responses| RawObject::parse(responses.get(KEY)?.get(), &[]).ok());
        let action = response
            .as_ref()
            .and_then(|response| response.get("action"))
            .and_then(decode_string);
        match (self, action.as_deref()) {
            (Self::Never, _) => Self::Never,
            (_, None) => Self::Possible,
            (_, Some("accept")) => Self::OnTheWay,
            (_, Some(_)) => Self::Never,
        }
    }

    /// The question, where an error is to become one: `inputRequests`, a raw object.
    pub(super) fn question(self, error: &Error) -> Option<Vec<u8>> {
        let Error::Upstream(error) = error else {
            return None;
        };
        let url = error.connect_url().filter(|_| self != Self::Never)?;
        Some(input_requests(error, url))
    }
}

fn input_requests(error: &UpstreamError, url: &str) -> Vec<u8> {
    let params = json!({
        "mode": "url",
        "url": url,
        "message": error.to_failure().message,
    });
    let requests = json!({ KEY: { "method": "elicitation/create", "params": params } });
    requests.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::Asking;
    use crate::raw::RawObject;

    #[test]
    fn asks_clients_that_open_pages_and_may_be_asked() {
        for (method, capabilities, asking) in [
            ("tools/call", r#"{"elicitation":{"url":{}}}"#, Asking::Possible),
            ("prompts/get", r#"{"elicitation":{"url":{}}}"#, Asking::Possible),
            (
                "completion/complete",
                r#"{"elicitation":{"url":{}}}"#,
                Asking::Never,
            ),
            ("tools/call", r#"{"elicitation":{"form":{}}}"#, Asking::Never),
            ("tools/call", r#"{"elicitation":{}}"#, Asking::Never),
            ("tools/call", "{}", Asking::Never),
        ] {
            assert_eq!(
                Asking::of(method, capabilities),
                asking,
                "{method} {capabilities}"
            );
        }
    }

    #[test]
    fn a_person_who_does_not_want_to_is_not_asked_again() {
        for (params, asking) in [
            (
                r#"{"inputResponses":{"connect":{"action":"accept"}}}"#,
                Asking::OnTheWay,
            ),
            (
                r#"{"inputResponses":{"connect":{"action":"decline"}}}"#,
                Asking::Never,
            ),
            (
                r#"{"inputResponses":{"connect":{"action":"cancel"}}}"#,
                Asking::Never,
            ),
            (
                r#"{"inputResponses":{"other":{"action":"accept"}}}"#,
                Asking::Possible,
            ),
            (r#"{"inputResponses":7}"#, Asking::Possible),
            ("{}", Asking::Possible),
        ] {
            let fields = RawObject::parse(params, &[]).expect(params);
            assert_eq!(Asking::Possible.repeated(&fields), asking, "{params}");
            assert_eq!(Asking::Never.repeated(&fields), Asking::Never, "{params}");
        }
    }
}
