//! The addresses that an installation is reached at, and which of them a request means.

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use url::Url;

/// What people and clients write before paths: each a scheme, a host and a port. The first is the primary one, which is
/// named where no request tells how somebody came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrls(Arc<[Url]>);

/// The address that a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant<'a> {
    /// One of the known ones.
    Known(&'a Url),
    /// One that counts until somebody says more, as the request names it.
    Here {
        /// `http` or `https`.
        scheme: &'a str,
        /// The name or number, with the port where it is not the usual one.
        host: &'a str,
    },
}

impl<'a> Meant<'a> {
    /// The address as a URL.
    ///
    /// # Panics
    /// Not for what [`PublicUrls::meant`] gives.
    pub fn url(self) -> Cow<'a, Url> {
        match self {
            Self::Known(url) => Cow::Borrowed(url),
            Self::Here { scheme, host } => {
                let url = Url::parse(&format!("{scheme}://{host}"));
                Cow::Owned(url.expect("numbers, `localhost` and ports are hosts of URLs"))
            }
        }
    }
}

/// A request that means none of the addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongAddress {
    /// They have other hosts or ports.
    Unknown,
    /// It came by http, and the address is https: cookies would be lost.
    Insecure(Url),
}

impl PublicUrls {
    /// The primary address and further ones.
    pub fn new(primary: Url, further: impl IntoIterator<Item = Url>) -> Self {
        let mut all = vec![primary];
        for url in further {
            if !all.contains(&url) {
                all.push(url);
            }
        }
        Self(all.into())
    }

    /// The address that is named where no request tells how somebody came here.
    pub fn primary(&self) -> &Url {
        &self.0[0]
    }

    /// All addresses, the primary one first.
    pub fn all(&self) -> &[Url] {
        &self.0
    }

    /// The address that a request means by its `Host`, and by its scheme where that is known.
    ///
    /// As long as the primary one is of this machine, nobody has said where else people come from. Then every address
    /// counts that no other site can pretend to have: `localhost` and numbers, with any port.
    pub fn meant<'a>(&'a self, host: &'a str, scheme: Option<&'a str>) -> Result<Meant<'a>, WrongAddress> {
        let (name, port) = split(host).ok_or(WrongAddress::Unknown)?;
        let is_there = |url: &&Url| {
            let is_same = url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name));
            // Some proxies drop the port.
            is_same && port.is_none_or(|port| url.port_or_known_default() == Some(port))
        };
        let is_spoken = |url: &&Url| scheme.is_none_or(|scheme| url.scheme() == scheme);
        let is_exact = |url: &&Url| port.is_some() || url.port().is_none();
        let found = || self.0.iter().filter(is_there).filter(is_spoken);
        if let Some(url) = found().find(is_exact).or_else(|| found().next()) {
            return Ok(Meant::Known(url));
        }
        if is_of_this_machine(self.primary()) && cannot_be_rebound(name) {
            let scheme = scheme.unwrap_or("http");
            return Ok(Meant::Here { scheme, host });
        }
        let secure = self.0.iter().filter(is_there).find(|url| url.scheme() == "https");
        Err(match secure {
            Some(url) if scheme == Some("http") => WrongAddress::Insecure(url.clone()),
            _ => WrongAddress::Unknown,
        })
    }
}

/// No page of another site can have this name: a name in the DNS can turn to any address, an address and `localhost` cannot.
pub fn cannot_be_rebound(name: &str) -> bool {
    is_localhost(name) || number(name).is_some()
}

/// The name in `name:port`.
pub fn host_name(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

fn is_localhost(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
}

fn is_of_this_machine(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default();
    is_localhost(name) || number(name).is_some_and(|address| address.is_loopback())
}

/// The address that a host is, written as in URLs (RFC 3986 §3.2.2).
fn number(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Name and port; nothing when it is not the text of a host.
fn split(host: &str) -> Option<(&str, Option<u16>)> {
    let name = host_name(host);
    match host.get(name.len()..)? {
        _ if name.is_empty() => None,
        "" => Some((name, None)),
        rest => {
            let port = rest.strip_prefix(':')?;
            let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
            Some((name, Some(port.parse().ok().filter(|_| is_number)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PublicUrls, WrongAddress, cannot_be_rebound};

    fn urls(all: &[&str]) -> PublicUrls {
        let mut all = all.iter().map(|url| url.parse().expect("a URL"));
        PublicUrls::new(all.next().expect("a primary one"), all)
    }

    fn meant(urls: &PublicUrls, host: &str, scheme: Option<&str>) -> String {
        match urls.meant(host, scheme) {
            Ok(meant) => meant.url().to_string(),
            Err(WrongAddress::Unknown) => "unknown".to_owned(),
            Err(WrongAddress::Insecure(url)) => format!("insecure, not {url}"),
        }
    }

    #[test]
    fn a_request_means_the_address_of_its_host_and_scheme() {
        let urls = urls(&[
            "https://mcp.example.com",
            "http://mcp.example.com:8080",
            "https://intern.example:8443",
            "http://plain.example",
        ]);
        for (host, scheme, address) in [
            ("mcp.example.com", None, "https://mcp.example.com/"),
            ("MCP.example.com:443", Some("https"), "https://mcp.example.com/"),
            (
                "mcp.example.com:8080",
                Some("http"),
                "http://mcp.example.com:8080/",
            ),
            ("intern.example:8443", None, "https://intern.example:8443/"),
            ("intern.example", Some("https"), "https://intern.example:8443/"),
            ("plain.example:80", None, "http://plain.example/"),
            ("plain.example", Some("https"), "unknown"),
            (
                "intern.example:8443",
                Some("http"),
                "insecure, not https://intern.example:8443/",
            ),
            ("mcp.example.com:9", None, "unknown"),
            ("evil.example", None, "unknown"),
            ("mcp.example.com.evil.example", None, "unknown"),
            ("mcp.example.com@evil.example", None, "unknown"),
            ("mcp.example.com:x", None, "unknown"),
            ("localhost:12008", None, "unknown"),
            ("127.0.0.1", None, "unknown"),
            ("", None, "unknown"),
        ] {
            assert_eq!(meant(&urls, host, scheme), address, "{host:?} {scheme:?}");
        }
    }

    #[test]
    fn until_somebody_says_more_every_address_counts_that_nobody_can_pretend_to_have() {
        let urls = urls(&["http://localhost:12008"]);
        for (host, scheme, address) in [
            ("localhost:12008", None, "http://localhost:12008/"),
            ("localhost:8080", None, "http://localhost:8080/"),
            ("127.0.0.1:12008", None, "http://127.0.0.1:12008/"),
            ("[::1]:12008", None, "http://[::1]:12008/"),
            ("192.168.1.5:12008", None, "http://192.168.1.5:12008/"),
            ("localhost:8443", Some("https"), "https://localhost:8443/"),
            ("localhost.evil.example", None, "unknown"),
            ("rebound.example:12008", None, "unknown"),
            ("localhost@evil.example", None, "unknown"),
            ("127.0.0.1/evil", None, "unknown"),
            ("127.0.0.1:80/evil", None, "unknown"),
            ("127.0.0.1:+80", None, "unknown"),
            ("[127.0.0.1]:80", None, "unknown"),
            ("[::1", None, "unknown"),
            ("[[::1]]", None, "unknown"),
            ("127.1", None, "unknown"),
        ] {
            assert_eq!(meant(&urls, host, scheme), address, "{host:?} {scheme:?}");
        }
    }

    #[test]
    fn an_address_that_is_named_twice_is_one() {
        let urls = urls(&["http://a.example", "http://a.example/", "https://b.example"]);
        assert_eq!(urls.all().len(), 2);
        assert_eq!(urls.primary().as_str(), "http://a.example/");
    }

    #[test]
    fn names_can_be_rebound_and_numbers_cannot() {
        for fixed in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "10.1.2.3"] {
            assert!(cannot_be_rebound(fixed), "{fixed}");
        }
        for name in ["metamcp", "a.localhost.example", "127.0.0.1.example", ""] {
            assert!(!cannot_be_rebound(name), "{name}");
        }
    }
}
