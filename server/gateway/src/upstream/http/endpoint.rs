//! The URL and headers of a server as requests need them, with variables replaced.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{
        ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, USER_AGENT,
    },
};
use url::{Host, Url};

use super::address::is_link_local;
use crate::{
    spec::GatewayOptions,
    upstream::{
        failure::{self, Explanation, Target},
        masks::{Masks, mask_url},
        variables::{Unset, Variables},
    },
};

const ACCEPT_BOTH: HeaderValue = HeaderValue::from_static("application/json, text/event-stream");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const US: HeaderValue = HeaderValue::from_static(concat!("metamcp/", env!("CARGO_PKG_VERSION")));

/// Headers that describe our own connection, whatever the settings say.
const OURS: [HeaderName; 3] = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];

/// A server that can be called.
#[derive(Debug, Clone)]
pub(in crate::upstream) struct Endpoint {
    /// Where requests go.
    pub(super) uri: Uri,
    /// The same for people and for comparing origins; it holds no credentials.
    pub(super) url: Url,
    /// Headers of every POST.
    pub(super) headers: HeaderMap,
}

impl Endpoint {
    /// Replaces the variables. The target shows the URL as it was configured, and the method of the first request.
    pub(in crate::upstream) fn prepare(
        method: &Method,
        url: &str,
        headers: &[(String, String)],
        options: &GatewayOptions,
    ) -> (Target, Result<Self, Explanation>) {
        let mut variables = Variables::new(&options.variables);
        let prepared = Self::expand(url, headers, options, &mut variables);
        let mut secrets = variables.into_used();
        secrets.extend(headers.iter().map(|(_, value)| value.clone()));
        if let Ok(prepared) = &prepared {
            secrets.extend(prepared.headers.get(AUTHORIZATION).and_then(bearer));
        }
        (
            Target::new(format!("{method} {}", mask_url(url)), Masks::new(secrets)),
            prepared,
        )
    }

    /// Credentials of any kind are sent.
    pub(super) fn has_credentials(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
            || self
                .headers
                .keys()
                .any(|name| name.as_str().contains("key") || name.as_str().contains("token"))
    }

    /// The place that a redirect names, if it is at the same origin: elsewhere the headers must not go.
    pub(super) fn redirected(&self, location: &str) -> Result<Uri, Explanation> {
        self.beside(&self.url, location, failure::cross_origin)
    }

    /// The place that an `endpoint` event names, under the same condition. `stream` is where the event came from.
    pub(super) fn named(&self, stream: &Uri, location: &str) -> Result<Uri, Explanation> {
        let stream = Url::parse(&stream.to_string()).map_err(|_| failure::bad_url(location))?;
        self.beside(&stream, location.trim(), failure::foreign_endpoint)
    }

    fn beside(
        &self,
        base: &Url,
        location: &str,
        elsewhere: impl Fn(&str) -> Explanation,
    ) -> Result<Uri, Explanation> {
        let target = base.join(location).map_err(|_| failure::bad_url(location))?;
        if target.origin() == self.url.origin() {
            target.as_str().parse().map_err(|_| failure::bad_url(location))
        } else {
            Err(elsewhere(&mask_url(target.as_str())))
        }
    }

    fn expand(
        url: &str,
        headers: &[(String, String)],
        options: &GatewayOptions,
        variables: &mut Variables<'_>,
    ) -> Result<Self, Explanation> {
        let unset = |unset: Unset| failure::unset_variable(&unset.name);
        let text = variables.expand(url).map_err(unset)?;
        let mut url = Url::parse(text.trim()).map_err(|_| failure::bad_url(&text))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(failure::bad_url(&text));
        }
        if options.localhost_is_docker_host && is_localhost(&url) {
            url.set_host(Some("host.docker.internal"))
                .map_err(|_| failure::bad_url(&text))?;
        }
        // Addresses are never resolved, so the resolver does not see them. `Url` has read every spelling of them.
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(v4)) => Some(v4.into()),
            Some(Host::Ipv6(v6)) => Some(v6.into()),
            _ => None,
        };
        if let Some(address) = address.filter(|address| is_link_local(*address) && !options.allow_link_local)
        {
            return Err(failure::refused(address));
        }
        let mut map = HeaderMap::new();
        map.insert(USER_AGENT, US);
        if let Some(basic) = take_credentials(&mut url) {
            map.insert(AUTHORIZATION, basic);
        }
        for (name, value) in headers {
            let value = variables.expand(value).map_err(unset)?;
            let (name, value) = header(name, &value)?;
            if !OURS.contains(&name) {
                map.insert(name, value);
            }
        }
        map.insert(ACCEPT, ACCEPT_BOTH);
        map.insert(CONTENT_TYPE, JSON);
        url.set_fragment(None);
        let uri = url.as_str().parse().map_err(|_| failure::bad_url(&text))?;
        Ok(Self {
            uri,
            url,
            headers: map,
        })
    }
}

/// The host is this machine's own name or address.
pub(super) fn is_localhost(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    }
}

/// `https://user:password@host` is a way to write Basic authentication.
fn take_credentials(url: &mut Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decode = |text: &str| percent_decoded(text);
    let pair = format!(
        "{}:{}",
        decode(url.username()),
        decode(url.password().unwrap_or_default())
    );
    // Both fail only for URLs without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn percent_decoded(text: &str) -> String {
    // A form with one nameless field decodes exactly the escapes; a plus sign stands for itself here.
    let escaped = text.replace('+', "%2B");
    let decoded = url::form_urlencoded::parse(escaped.as_bytes()).next();
    decoded.map_or_else(String::new, |(name, _)| name.into_owned())
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Explanation> {
    let wrong = |what: &str| failure::bad_header(name, what);
    let header = HeaderName::try_from(name.trim())
        .map_err(|_| wrong("its name holds characters that headers cannot have"))?;
    let mut value = HeaderValue::try_from(value.trim())
        .map_err(|_| wrong("its value holds line breaks or control characters"))?;
    // Keeps it out of logs, and out of the compression tables of HTTP/2.
    value.set_sensitive(true);
    Ok((header, value))
}

fn bearer(value: &HeaderValue) -> Option<String> {
    value
        .to_str()
        .ok()?
        .split_once(' ')
        .map(|(_, token)| token.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use http::{Method, header::AUTHORIZATION};
    use model::FailureClass;

    use super::Endpoint;
    use crate::spec::GatewayOptions;

    fn prepare(
        url: &str,
        headers: &[(&str, &str)],
        options: &GatewayOptions,
    ) -> Result<Endpoint, FailureClass> {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Endpoint::prepare(&Method::POST, url, &headers, options)
            .1
            .map_err(|why| why.class)
    }

    #[test]
    fn replaces_variables_in_url_and_headers() {
        let variables = HashMap::from([
            ("HOST".to_owned(), "example.com".to_owned()),
            ("T".to_owned(), "abc".to_owned()),
        ]);
        let options = GatewayOptions {
            variables,
            ..GatewayOptions::default()
        };
        let endpoint = prepare(
            "https://${HOST}/mcp#x",
            &[("authorization", "Bearer ${T}")],
            &options,
        )
        .expect("valid");
        assert_eq!(endpoint.uri, "https://example.com/mcp");
        assert_eq!(endpoint.headers[AUTHORIZATION], "Bearer abc");
        assert!(endpoint.has_credentials());
        assert_eq!(
            prepare("https://${NONE}/", &[], &options).unwrap_err(),
            FailureClass::Variable
        );
    }

    #[test]
    fn refuses_what_cannot_be_called() {
        let options = GatewayOptions::default();
        for (url, class) in [
            ("not a url", FailureClass::Connect),
            ("file:///etc/passwd", FailureClass::Connect),
            ("http://169.254.169.254/latest", FailureClass::Refused),
            ("http://0xA9FEA9FE/latest", FailureClass::Refused),
            ("http://[::ffff:169.254.169.254]/", FailureClass::Refused),
        ] {
            assert_eq!(prepare(url, &[], &options).unwrap_err(), class, "{url}");
        }
        assert_eq!(
            prepare("http://a/", &[("A", "b\nc")], &options).unwrap_err(),
            FailureClass::Connect
        );
        let allowed = GatewayOptions {
            allow_link_local: true,
            ..options
        };
        assert!(prepare("http://169.254.169.254/", &[], &allowed).is_ok());
    }

    #[test]
    fn localhost_may_mean_the_host_of_the_container() {
        let options = GatewayOptions {
            localhost_is_docker_host: true,
            ..GatewayOptions::default()
        };
        for (url, uri) in [
            (
                "http://localhost:3000/mcp",
                "http://host.docker.internal:3000/mcp",
            ),
            (
                "http://127.0.0.1:3000/mcp",
                "http://host.docker.internal:3000/mcp",
            ),
            ("http://[::1]/localhost", "http://host.docker.internal/localhost"),
            ("http://localhost.example.com/", "http://localhost.example.com/"),
        ] {
            assert_eq!(prepare(url, &[], &options).expect(url).uri, uri);
        }
    }

    #[test]
    fn credentials_in_the_url_become_a_header() {
        let endpoint = prepare(
            "https://ada:p%40+ss@example.com/mcp",
            &[],
            &GatewayOptions::default(),
        )
        .expect("valid");
        assert_eq!(endpoint.uri, "https://example.com/mcp");
        // ada:p@+ss
        assert_eq!(endpoint.headers[AUTHORIZATION], "Basic YWRhOnBAK3Nz");
    }

    #[test]
    fn follows_redirects_at_the_same_origin_only() {
        let endpoint = prepare("https://example.com/mcp", &[], &GatewayOptions::default()).expect("valid");
        assert_eq!(
            endpoint.redirected("/mcp/").expect("same origin"),
            "https://example.com/mcp/"
        );
        assert_eq!(
            endpoint.redirected("?a=1").expect("same origin"),
            "https://example.com/mcp?a=1"
        );
        for elsewhere in [
            "https://example.org/mcp",
            "http://example.com/mcp",
            "https://example.com:8443/mcp",
        ] {
            assert_eq!(
                endpoint.redirected(elsewhere).expect_err(elsewhere).class,
                FailureClass::HttpStatus
            );
        }
    }

    #[test]
    fn takes_an_endpoint_event_in_any_form_at_the_same_origin() {
        let options = GatewayOptions::default();
        let endpoint = prepare("https://example.com/a/sse", &[], &options).expect("valid");
        for (named, uri) in [
            ("/messages?id=1", "https://example.com/messages?id=1"),
            ("messages", "https://example.com/a/messages"),
            ("?id=1", "https://example.com/a/sse?id=1"),
            (
                "https://example.com:443/messages\r",
                "https://example.com/messages",
            ),
        ] {
            assert_eq!(endpoint.named(&endpoint.uri, named).expect(named), uri);
        }
        for named in ["//example.org/m", "http://example.com/m", "file:///etc/passwd"] {
            let why = endpoint.named(&endpoint.uri, named).expect_err(named);
            assert_eq!(why.class, FailureClass::HttpStatus);
        }
    }

    #[test]
    fn shows_no_credentials() {
        let headers = [("X-Api-Key".to_owned(), "topsecret".to_owned())];
        let (target, _) = Endpoint::prepare(
            &Method::POST,
            "https://a:pw@example.com/mcp",
            &headers,
            &GatewayOptions::default(),
        );
        let failure = target.failure(crate::upstream::failure::bad_url("x"), "key topsecret");
        assert_eq!(failure.tried, "POST https://example.com/mcp");
        assert!(!failure.output.contains("topsecret"));
    }
}
