//! Who is at the other end of the connection, behind trusted proxies too.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRef, FromRequest, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use gateway::ClientAddress;

use crate::state::AppState;

/// Puts [`app::ssr::Peer`] into the request.
pub async fn layer(
    State(state): State<AppState>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer(address.ip(), request.headers(), &state.trusted_proxies);
    request.extensions_mut().insert(peer);
    next.run(request).await
}

/// A request for the gateway, which is told from which address it was sent. The data path has no layers.
pub struct Located(pub Request);

impl<S> FromRequest<S> for Located
where
    Arc<[IpAddr]>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Infallible> {
        let connected = request.extensions().get().map(|ConnectInfo(address)| *address);
        if let Some(connected) = connected {
            let connected: SocketAddr = connected;
            let connected = connected.ip().to_canonical();
            let address = address(connected, request.headers(), &Arc::from_ref(state));
            request.extensions_mut().insert(ClientAddress(address));
        }
        Ok(Self(request))
    }
}

fn peer(connected: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> app::ssr::Peer {
    let connected = connected.to_canonical();
    let address = address(connected, headers, trusted);
    app::ssr::Peer {
        address,
        from_loopback: address.is_loopback()
            && !was_forwarded(headers, trusted, connected)
            && names_loopback(headers),
    }
}

/// Whoever sent it, behind trusted proxies.
fn address(connected: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if trusted.contains(&connected) {
        forwarded_for(headers, trusted).unwrap_or(connected)
    } else {
        connected
    }
}

/// The nearest address that no trusted proxy has.
fn forwarded_for(headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let values = headers.get_all("x-forwarded-for");
    let mut hops: Vec<IpAddr> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    while let Some(hop) = hops.pop() {
        if !trusted.contains(&hop) {
            return Some(hop);
        }
    }
    None
}

/// An untrusted proxy on this machine must not make the whole world look local.
fn was_forwarded(headers: &HeaderMap, trusted: &[IpAddr], connected: IpAddr) -> bool {
    let names = [
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
        "forwarded",
        "via",
    ];
    !trusted.contains(&connected) && names.iter().any(|name| headers.contains_key(*name))
}

/// A page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding); it cannot choose
/// the Host that the browser then sends.
fn names_loopback(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::peer;

    fn seen(connected: &str, headers: &[(&'static str, &'static str)], trusted: &[&str]) -> (String, bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|t| t.parse().expect("an address")).collect();
        let peer = peer(connected.parse().expect("an address"), &map, &trusted);
        (peer.address.to_string(), peer.from_loopback)
    }

    #[test]
    fn only_a_direct_request_to_a_loopback_name_is_local() {
        let local = [("host", "localhost:12008")];
        assert_eq!(seen("127.0.0.1", &local, &[]), ("127.0.0.1".to_owned(), true));
        assert_eq!(
            seen("::ffff:127.0.0.1", &local, &[]),
            ("127.0.0.1".to_owned(), true)
        );
        assert!(!seen("127.0.0.1", &[("host", "evil.example:12008")], &[]).1);
        assert!(
            !seen(
                "127.0.0.1",
                &[("host", "localhost"), ("x-forwarded-for", "8.8.8.8")],
                &[]
            )
            .1
        );
        assert!(!seen("10.0.0.9", &local, &[]).1);
    }

    #[test]
    fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
        let forwarded = [
            ("host", "mcp.example.com"),
            ("x-forwarded-for", "1.2.3.4, 9.9.9.9, 10.0.0.1"),
        ];
        assert_eq!(seen("10.0.0.1", &forwarded, &["10.0.0.1"]).0, "9.9.9.9");
        assert_eq!(seen("10.0.0.2", &forwarded, &["10.0.0.1"]).0, "10.0.0.2");
    }
}
