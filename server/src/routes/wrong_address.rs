//! The page for somebody who used an address that is none of ours.

use std::fmt::Write as _;

use axum::{
    body::Body,
    http::{HeaderMap, Response, StatusCode},
};
use model::WrongAddress;
use url::Url;

use super::html::{self, Reader, Text};

/// What was used, what is known, and what to do.
pub(crate) fn page(headers: &HeaderMap, used: &str, known: &[Url], wrong: &WrongAddress) -> Response<Body> {
    let reader = Reader::of(headers);
    let words = reader.words();
    let (title, lead) = match wrong {
        WrongAddress::Unknown => (words.address_title, (words.address_lead)(used)),
        WrongAddress::Insecure(_) => (words.insecure_title, (words.insecure_lead)(used)),
    };
    let mut list = String::new();
    for url in known {
        let url = Text(url.as_str());
        // A string takes whatever is written to it.
        let _ = writeln!(list, "<li><a href=\"{url}\">{url}</a></li>");
    }
    let add = match wrong {
        WrongAddress::Unknown => format!(
            "<p>{}</p>\n<pre tabindex=\"0\"><code>METAMCP_PUBLIC_URLS={}</code></pre>\n",
            words.add_address,
            Text(&with_another(known, used))
        ),
        WrongAddress::Insecure(_) => String::new(),
    };
    let main = format!(
        "<header>\n<p class=\"product\">MetaMCP</p>\n<h1>{title}</h1>\n</header>\n<p>{}</p>\n<h2>{}</h2>\n<ul>\n{list}</ul>\n\
         {add}<p class=\"muted\">{}</p>\n",
        Text(&lead),
        words.addresses,
        words.behind_a_proxy
    );
    html::response(
        StatusCode::MISDIRECTED_REQUEST,
        html::document(reader, title, &main),
    )
}

/// The value of the variable with one more address: whoever copies it must not lose the others.
fn with_another(known: &[Url], another: &str) -> String {
    // The first one is `APP_URL`.
    let further = known.iter().skip(1).map(|url| url.as_str().trim_end_matches('/'));
    further.chain([another]).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::with_another;

    #[test]
    fn what_is_known_already_is_in_the_value() {
        let known = ["https://a.example", "https://b.example", "http://c.example:8080"]
            .map(|url| url.parse().expect("a URL"));
        assert_eq!(
            with_another(&known, "http://d.example"),
            "https://b.example,http://c.example:8080,http://d.example"
        );
        assert_eq!(with_another(&known[..1], "http://d.example"), "http://d.example");
    }
}
