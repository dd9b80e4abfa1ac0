//! Pages without scripts and without anything that is loaded from elsewhere.

use std::{convert::Infallible, sync::LazyLock};

use app::{
    i18n::{messages, plain::PlainMessages},
    visit::Language,
};
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("html/page.css");

/// Only our own style is applied, and nothing else is run or loaded, whatever a server writes into its descriptions.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("base64 is visible ASCII")
});

/// Whoever reads a page, by the language that they read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader(Language);

impl Reader {
    /// Who sends these headers.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(app::ssr::language(headers))
    }

    /// The words of their language.
    pub(crate) fn words(self) -> &'static PlainMessages {
        &messages(self.0).plain
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// A whole page.
pub(crate) fn document(reader: Reader, title: &str, main: &str) -> String {
    let (title, language) = (Text(title), reader.0.tag());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{main}</main>\n</body>\n</html>\n"
    )
}

/// The page as an answer.
pub(crate) fn response(status: StatusCode, page: String) -> Response<Body> {
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Without its own origin, the form would come from nowhere.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A page that goes on to a URL by itself, or by its link.
pub(super) fn onward(reader: Reader, title: &str, note: &str, url: &str) -> Response<Body> {
    let (url, heading, note, words) = (Text(url), Text(title), Text(note), reader.words());
    let main = format!(
        "<meta http-equiv=\"refresh\" content=\"0;url={url}\">\n<h1>{heading}</h1>\n\
         <p>{} <a href=\"{url}\">{}</a></p>\n<p>{note}</p>\n",
        words.if_nothing_happens, words.go_on
    );
    response(StatusCode::OK, document(reader, title, &main))
}

/// Text in a page, in an attribute or between tags.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn text_cannot_become_markup() {
        let text = Text("<script>alert('1' & \"2\")</script> é").to_string();
        assert_eq!(
            text,
            "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt; é"
        );
    }
}
