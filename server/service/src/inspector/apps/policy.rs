//! What the HTML of an app may do in a browser: nothing but run, and reach the origins that it has declared.

use model::AppWishes;

/// Origins of one kind that an app gets; a header has to end somewhere.
const MOST_ORIGINS: usize = 50;
/// The longest name of a host (RFC 1035).
const MAX_HOST: usize = 253;
/// The longest part of one.
const MAX_LABEL: usize = 63;

/// The policy (CSP3) of an app's page. `sandbox` gives it an origin of its own that nothing belongs to, also where the page is
/// opened by itself: no cookie and no storage of ours, and no page of ours to reach into.
pub(super) fn policy(wishes: &AppWishes) -> String {
    let loads = joined(&wishes.loads);
    let connects = match &*joined(&wishes.connects) {
        "" => " 'none'".to_owned(),
        origins => origins.to_owned(),
    };
    format!(
        "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'unsafe-inline'{loads}; \
         style-src 'unsafe-inline'{loads}; img-src data:{loads}; media-src data:{loads}; font-src data:{loads}; \
         connect-src{connects}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    )
}

fn joined(origins: &[String]) -> String {
    origins.iter().flat_map(|origin| [" ", origin]).collect()
}

/// The declared texts that are origins, and the others.
pub(super) fn sorted(declared: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (mut origins, mut others): (Vec<_>, Vec<_>) = declared.into_iter().partition(|it| is_origin(it));
    if origins.len() > MOST_ORIGINS {
        others.extend(origins.split_off(MOST_ORIGINS));
    }
    (origins, others)
}

/// A scheme of the web, a host or all hosts below one, and perhaps a port. Whatever else a policy could read, a path, a
/// keyword or the end of a directive, is none.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let (host, port) = rest
        .split_once(':')
        .map_or((rest, None), |(host, port)| (host, Some(port)));
    matches!(scheme, "https" | "http" | "wss" | "ws") && is_host(host) && port.is_none_or(is_port)
}

fn is_host(host: &str) -> bool {
    let name = match host.strip_prefix("*.") {
        Some(below) if below.contains('.') => below,
        // `https://*.com` is as much as everybody.
        Some(_) => return false,
        None => host,
    };
    name.len() <= MAX_HOST && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use model::AppWishes;

    use super::{MOST_ORIGINS, is_origin, policy, sorted};

    #[test]
    fn an_app_that_declares_nothing_reaches_nothing() {
        assert_eq!(
            policy(&AppWishes::default()),
            "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'unsafe-inline'; \
             style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; connect-src 'none'; \
             frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
        );
    }

    #[test]
    fn what_is_declared_stands_where_it_belongs() {
        let wishes = AppWishes {
            connects: vec![
                "https://api.example.com".to_owned(),
                "wss://live.example.com".to_owned(),
            ],
            loads: vec!["https://cdn.example.com".to_owned()],
            ..AppWishes::default()
        };
        let policy = policy(&wishes);
        for part in [
            "connect-src https://api.example.com wss://live.example.com;",
            "script-src 'unsafe-inline' https://cdn.example.com;",
            "img-src data: https://cdn.example.com;",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for fine in [
            "https://example.com",
            "http://localhost:3000",
            "wss://a.example",
            "ws://127.0.0.1:8080",
            "https://*.example.com",
        ] {
            assert!(is_origin(fine), "{fine}");
        }
        for odd in [
            "",
            "*",
            "https://*",
            "https://*.com",
            "https://a.*.example",
            "https:",
            "https://",
            "example.com",
            "'self'",
            "'unsafe-eval'",
            "data:",
            "blob:",
            "javascript://a.example",
            "https://a.example/path",
            "https://a.example; script-src *",
            "https://a.example;",
            "https://a.example b.example",
            "https://a.example,https://b.example",
            "https://a.example\r\nSet-Cookie: x",
            "https://a.example\n",
            "https://a.example'",
            "https://a.example\"",
            "https://user@a.example",
            "https://a.example:*",
            "https://a.example:0",
            "https://a.example:99999",
            "https://a.example:+80",
            "https://a..example",
            "https://[::1]",
            "https://ä.example",
            " https://a.example",
            "HTTPS://a.example",
        ] {
            assert!(!is_origin(odd), "{odd:?}");
        }
    }

    #[test]
    fn too_many_origins_are_left_out() {
        let declared = (0..=MOST_ORIGINS).map(|n| format!("https://a{n}.example"));
        let (origins, others) = sorted(declared.chain(["*".to_owned()]).collect());
        assert_eq!((origins.len(), others.len()), (MOST_ORIGINS, 2));
    }
}
