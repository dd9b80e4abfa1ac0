//! Markdown of servers as HTML that a page can take in.
//!
//! Servers are strangers: their own HTML becomes text, links lead to the web or to mail alone, and nothing is loaded.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};
use url::Url;

/// The longest text that is rendered, in bytes. A longer one is shown as it is.
const MAX_RENDERED: usize = 256 * 1024;
/// Where links may lead.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The text as HTML; empty where it is too long.
pub(super) fn render(text: &str) -> String {
    if text.len() > MAX_RENDERED {
        return String::new();
    }
    let mut links = Vec::new();
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let events = parser.flat_map(|event| safe(event, &mut links));
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, events);
    html
}

/// What becomes of an event. `links` are those that are open: whether they stay links.
fn safe<'a>(event: Event<'a>, links: &mut Vec<bool>) -> Vec<Event<'a>> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => vec![Event::Text(html)],
        // A block of HTML is a paragraph of text.
        Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::Link { dest_url, .. }) => {
            let link = opening(&dest_url);
            links.push(link.is_some());
            link.into_iter().collect()
        }
        Event::End(TagEnd::Link) => {
            let is_link = links.pop().unwrap_or_default();
            is_link.then(|| markup("</a>")).into_iter().collect()
        }
        // Nothing is loaded because a server says so: what a picture is called stays.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
        // Headings are the page's own.
        Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
        Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
        // What scrolls can be reached by keyboard.
        Event::Start(Tag::CodeBlock(_)) => vec![markup("<pre tabindex=\"0\"><code>")],
        Event::End(TagEnd::CodeBlock) => vec![markup("</code></pre>\n")],
        other => vec![other],
    }
}

fn markup(html: &'static str) -> Event<'static> {
    Event::InlineHtml(CowStr::Borrowed(html))
}

fn opening(destination: &str) -> Option<Event<'static>> {
    let url = Url::parse(destination).ok()?;
    if !SCHEMES.contains(&url.scheme()) {
        return None;
    }
    let url: String = url.as_str().chars().map(escaped).collect();
    let link = format!("<a href=\"{url}\" target=\"_blank\" rel=\"noopener noreferrer\">");
    Some(Event::InlineHtml(link.into()))
}

/// A character inside of an attribute.
fn escaped(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_RENDERED, render};

    #[test]
    fn words_are_marked_up() {
        let html = render("# Weather\n\n- **dry**\n- `-3`\n\n```\nlet <a>\n```\n");
        assert_eq!(
            html,
            "<p><strong>Weather</strong></p>\n<ul>\n<li><strong>dry</strong></li>\n<li><code>-3</code></li>\n</ul>\n\
             <pre tabindex=\"0\"><code>let &lt;a&gt;\n</code></pre>\n"
        );
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        let html = render("[a](https://example.com/?q=\"&'<x>) <mailto:a@example.com>");
        assert!(
            html.contains("<a href=\"https://example.com/?q=") && html.contains("mailto:a@"),
            "{html}"
        );
        assert!(!html.contains("<x>") && html.contains("noopener"), "{html}");
        for odd in [
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html,x)",
            "[a](/api/auth/logout)",
            "[a](//example.com)",
            "[a](java&#10;script:alert(1))",
            "<javascript:alert(1)>",
            "[![a](https://example.com/a.png)](vbscript:x)",
        ] {
            let html = render(odd);
            assert!(!html.contains("<a") && !html.contains("<img"), "{odd} {html}");
        }
    }

    #[test]
    fn nothing_of_a_server_is_html() {
        for odd in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div\nonclick=\"x\">\n\ntext\n\n</div>",
            "<!-- x --><svg/onload=alert(1)>",
            "![x](https://example.com/a.png \"><script>\")",
            "| a |\n|---|\n| <b onmouseover=x> |",
            "`<script>`",
            "[a](https://example.com \"x\\\" onclick=alert(1)\")",
        ] {
            let html = render(odd);
            let tags = html
                .split('<')
                .skip(1)
                .map(|tag| tag.split(['>', ' ']).next().unwrap_or_default());
            for tag in tags {
                let name = tag.trim_start_matches('/');
                assert!(
                    ["p", "a", "table", "thead", "tbody", "tr", "th", "td", "code"].contains(&name),
                    "{odd} {html}"
                );
            }
            let attributes = html.replace("&quot;", "").replace("&gt;", "");
            assert!(
                !attributes.contains("<a href") || !attributes.contains("\" onclick"),
                "{odd} {html}"
            );
        }
    }

    #[test]
    fn what_is_too_long_is_not_rendered() {
        assert_eq!(render(&"a".repeat(MAX_RENDERED + 1)), "");
    }
}
