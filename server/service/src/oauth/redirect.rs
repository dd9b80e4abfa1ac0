//! Where answers may go: redirect URIs (RFC 8252, OAuth 2.1 §2.3).

use url::Url;

/// Longer ones are not registered, and so never match.
const MAX_LENGTH: usize = 2048;

/// Schemes of programs that are widely used with MCP, though RFC 8252 §7.1 wants a dot in such a scheme. They cannot mean
/// anything to a browser but "open that program".
const KNOWN_PROGRAMS: [&str; 6] = ["claude", "cursor", "vscode", "vscode-insiders", "windsurf", "zed"];

/// What stands behind a redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// A web site. Nobody else can receive what is sent there.
    Site(String),
    /// A port of the machine that the browser runs on: any program there may listen.
    Loopback(String),
    /// A program that claims the scheme: any program may do so.
    Program(String),
}

impl Destination {
    /// For people.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Site(name) | Self::Loopback(name) | Self::Program(name) => name,
        }
    }

    /// The answer can reach one receiver only. Others could pretend to be the client, so their people are always asked
    /// (RFC 8252 §8.6).
    pub(crate) fn is_certain(&self) -> bool {
        matches!(self, Self::Site(_))
    }
}

/// A redirect URI that no answer is sent to, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RedirectProblem {
    /// It is no absolute URI of ASCII characters.
    #[error("it is not an absolute URI")]
    NotAUri,
    /// What stands behind `#` never arrives.
    #[error("it has a fragment; leave out # and what follows")]
    Fragment,
    /// User name or password.
    #[error("it holds credentials; leave them out")]
    Credentials,
    /// Plain http to somewhere else.
    #[error("http is for 127.0.0.1, [::1] and localhost only; use https")]
    PlainHttp,
    /// A scheme that is no program's.
    #[error(
        "its scheme is not allowed; use https, http to 127.0.0.1, or a scheme with a dot such as com.example.app"
    )]
    Scheme,
}

/// What stands behind a redirect URI, if an answer may be sent there.
pub(crate) fn destination(uri: &str) -> Result<Destination, RedirectProblem> {
    if uri.len() > MAX_LENGTH || !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(RedirectProblem::NotAUri);
    }
    let url = Url::parse(uri).map_err(|_| RedirectProblem::NotAUri)?;
    if url.fragment().is_some() {
        return Err(RedirectProblem::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RedirectProblem::Credentials);
    }
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "https" => Ok(Destination::Site(host.to_owned())),
        "http" if is_loopback(host) => Ok(Destination::Loopback(host.to_owned())),
        "http" => Err(RedirectProblem::PlainHttp),
        scheme if scheme.contains('.') || KNOWN_PROGRAMS.contains(&scheme) => {
            Ok(Destination::Program(format!("{scheme}:")))
        }
        _ => Err(RedirectProblem::Scheme),
    }
}

/// The shown URI is the registered one: character by character, but for the port on the person's own machine, which
/// programs learn when they start to listen (RFC 8252 §7.3).
pub(crate) fn is_registered(registered: &str, shown: &str) -> bool {
    registered == shown || without_port(registered).is_some_and(|it| without_port(shown) == Some(it))
}

fn without_port(uri: &str) -> Option<Url> {
    let Ok(Destination::Loopback(_)) = destination(uri) else {
        return None;
    };
    let mut url = Url::parse(uri).ok()?;
    url.set_port(None).ok()?;
    Some(url)
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

#[cfg(test)]
mod tests {
    use super::{Destination, RedirectProblem as P, destination, is_registered};

    #[test]
    fn answers_go_to_sites_programs_and_the_own_machine() {
        let good = [
            ("https://app.example.com/cb", "app.example.com", true),
            ("https://127.0.0.1/cb", "127.0.0.1", true),
            ("http://127.0.0.1:4321/cb", "127.0.0.1", false),
            ("http://[::1]/cb", "[::1]", false),
            ("http://localhost:80/cb?a=b", "localhost", false),
            ("com.example.app:/cb", "com.example.app:", false),
            ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor:", false),
        ];
        for (uri, name, is_certain) in good {
            let destination = destination(uri).unwrap_or_else(|problem| panic!("{uri}: {problem}"));
            assert_eq!(
                (destination.name(), destination.is_certain()),
                (name, is_certain),
                "{uri}"
            );
        }
        assert_eq!(
            destination("https://a.example"),
            Ok(Destination::Site("a.example".to_owned()))
        );
    }

    #[test]
    fn and_nowhere_else() {
        let bad = [
            ("/cb", P::NotAUri),
            ("https://a.example/\ncb", P::NotAUri),
            ("https://é.example/", P::NotAUri),
            ("https://a.example/cb#", P::Fragment),
            ("https://a.example/#token", P::Fragment),
            ("https://user@a.example/", P::Credentials),
            ("http://a.example/cb", P::PlainHttp),
            ("http://127.0.0.1.a.example/cb", P::PlainHttp),
            ("http://localhost.a.example/", P::PlainHttp),
            ("javascript:alert(1)", P::Scheme),
            ("data:text/html,x", P::Scheme),
            ("file:///etc/passwd", P::Scheme),
            ("myapp://cb", P::Scheme),
        ];
        for (uri, problem) in bad {
            assert_eq!(destination(uri), Err(problem), "{uri}");
        }
    }

    #[test]
    fn only_the_port_of_the_own_machine_may_differ() {
        for (registered, shown) in [
            ("https://a.example/cb", "https://a.example/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb"),
            ("http://localhost:3000/cb", "http://localhost:4000/cb"),
            ("http://[::1]:1/cb?x=1", "http://[::1]:2/cb?x=1"),
        ] {
            assert!(is_registered(registered, shown), "{shown}");
        }
        for (registered, shown) in [
            ("https://a.example/cb", "https://a.example/cb/"),
            ("https://a.example/cb", "https://a.example:8443/cb"),
            ("https://a.example/cb", "https://A.example/cb"),
            ("https://a.example/cb", "https://a.example/cb?x=1"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000/other"),
            ("http://127.0.0.1/cb", "http://localhost:5000/cb"),
            ("http://127.0.0.1/cb", "https://127.0.0.1:5000/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb#x"),
            ("http://127.0.0.1/cb", "http://127.0.0.1@evil.example/cb"),
            ("com.example.app:/cb", "com.example.app:/cb2"),
        ] {
            assert!(!is_registered(registered, shown), "{shown}");
        }
    }
}
