//! The browser's files, inside the binary in release builds and read from `target/site` in debug builds.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The file of this path, or `None`: then it is a page.
pub fn find(uri: &Uri, request: &HeaderMap) -> Option<Response> {
    // `get` takes names, not paths: `..` and absolute paths are never among them.
    let name = uri.path().trim_start_matches('/');
    let plain = Site::get(name)?;
    let etag = etag(&plain);
    if request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| *known == etag)
    {
        return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let mut response = match precompressed(name, request) {
        Some((file, encoding)) => {
            let mut response = Body::from(file.data.into_owned()).into_response();
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            response
        }
        None => Body::from(plain.data.into_owned()).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::ETAG, etag);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Names carry no hash, so browsers ask each time and mostly hear 304.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Some(response)
}

/// What `cargo leptos build --precompress` wrote beside the file.
fn precompressed(name: &str, request: &HeaderMap) -> Option<(EmbeddedFile, &'static str)> {
    let accepted = request.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let accepts = |encoding: &str| {
        accepted
            .split(',')
            .any(|part| part.split(';').next().unwrap_or_default().trim() == encoding)
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, suffix)| Some((Site::get(&format!("{name}.{suffix}"))?, encoding)))
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let mut text = String::with_capacity(34);
    text.push('"');
    for byte in &hash[..16] {
        text.push(char::from_digit(u32::from(byte >> 4), 16).expect("a nibble"));
        text.push(char::from_digit(u32::from(byte & 15), 16).expect("a nibble"));
    }
    text.push('"');
    HeaderValue::from_str(&text).expect("quoted hex is a header value")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri};

    use super::{content_type, find};

    #[test]
    fn never_leaves_its_folder() {
        for path in [
            "/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/pkg/../../../Cargo.toml",
            "//etc/passwd",
            "/",
        ] {
            let uri: Uri = path.parse().expect(path);
            assert!(find(&uri, &HeaderMap::new()).is_none(), "{path}");
        }
    }

    #[test]
    fn wasm_is_compiled_while_it_streams() {
        assert_eq!(content_type("pkg/metamcp.wasm"), "application/wasm");
    }
}
