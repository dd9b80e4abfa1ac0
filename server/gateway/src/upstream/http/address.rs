//! Which addresses may be called: checked on what a name resolves to, not on the name, so that no name can
//! stand for a forbidden address.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::Name;
use tokio::net::lookup_host;
use tower::Service;

/// Metadata services outside the link-local ranges: Alibaba, Oracle, Azure; and AWS on IPv6.
const METADATA_V4: [Ipv4Addr; 3] = [
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(168, 63, 129, 16),
];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// The prefix of IPv4 addresses behind NAT64 (RFC 6052).
const NAT64: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];

/// Whether an address is link-local or one at which clouds hand out credentials.
pub(super) fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local() || METADATA_V4.contains(&v4),
        IpAddr::V6(v6) => {
            let embedded = v6.to_ipv4_mapped().or_else(|| behind_nat64(v6));
            v6.is_unicast_link_local()
                || v6 == METADATA_V6
                || embedded.is_some_and(|v4| is_link_local(v4.into()))
        }
    }
}

fn behind_nat64(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d] = address.octets()[12..].try_into().ok()?;
    (address.segments()[..6] == NAT64).then(|| Ipv4Addr::new(a, b, c, d))
}

/// Whether an address is one of the public internet: nothing of our own machine, our network, or what is reserved.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let is_reserved = a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a, b, c) == (192, 0, 0)
                || (a == 198 && (b == 18 || b == 19));
            !(is_reserved
                || v4.is_private()
                || v4.is_loopback()
                || v4.is_multicast()
                || v4.is_documentation()
                || is_link_local(address))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped().or_else(|| behind_nat64(v6)) {
                return is_public(v4.into());
            }
            // Only 2000::/3 is given out; 2002::/16 and 2001::/32 hide addresses of the other kind (6to4, Teredo).
            let [first, second, ..] = v6.segments();
            let hides_another = first == 0x2002 || (first == 0x2001 && second == 0);
            let is_documentation = first == 0x2001 && second == 0xdb8;
            first & 0xe000 == 0x2000 && !hides_another && !is_documentation
        }
    }
}

/// Which addresses may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All.
    Anything,
    /// All but link-local and metadata addresses.
    NotLinkLocal,
    /// Those of the public internet.
    Public,
}

impl Reach {
    fn contains(self, address: IpAddr) -> bool {
        match self {
            Self::Anything => true,
            Self::NotLinkLocal => !is_link_local(address),
            Self::Public => is_public(address),
        }
    }
}

/// A name that is not called.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    /// Nobody knows it.
    #[error("the host name cannot be resolved")]
    Unknown(#[source] io::Error),
    /// It stands for an address that may not be called.
    #[error("the address {0} may not be called")]
    Refused(IpAddr),
}

/// Resolves names with the system's resolver and refuses forbidden addresses.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    /// Others are refused.
    pub(crate) reach: Reach,
}

impl Resolver {
    async fn resolve(self, name: Name) -> Result<vec::IntoIter<SocketAddr>, ResolveError> {
        let addresses: Vec<SocketAddr> = lookup_host((name.as_str(), 0))
            .await
            .map_err(ResolveError::Unknown)?
            .collect();
        let refused = addresses
            .iter()
            .map(SocketAddr::ip)
            .find(|address| !self.reach.contains(*address));
        match refused {
            // One is enough: which of them would be called is not ours to know.
            Some(address) => Err(ResolveError::Refused(address)),
            None => Ok(addresses.into_iter()),
        }
    }
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = ResolveError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(self.clone().resolve(name))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{Reach, ResolveError, Resolver, is_link_local, is_public};

    #[test]
    fn knows_link_local_and_metadata_addresses_in_every_spelling() {
        let refused = [
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "fe80::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
        ];
        for address in refused {
            assert!(
                is_link_local(address.parse::<IpAddr>().expect(address)),
                "{address}"
            );
        }
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "::1",
            "fd00::1",
            "64:ff9b::808:808",
            "8.8.8.8",
        ] {
            assert!(
                !is_link_local(address.parse::<IpAddr>().expect(address)),
                "{address}"
            );
        }
    }

    #[test]
    fn knows_what_is_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "168.63.129.16",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().expect(address)), "{address}");
        }
        for address in ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(is_public(address.parse().expect(address)), "{address}");
        }
    }

    #[tokio::test]
    async fn decides_on_the_address_a_name_stands_for() {
        let name = || "localhost".parse().expect("a name");
        let resolver = Resolver {
            reach: Reach::NotLinkLocal,
        };
        assert!(
            resolver
                .clone()
                .resolve(name())
                .await
                .expect("loopback is fine")
                .next()
                .is_some()
        );
        // The system's resolver reads addresses as names of themselves.
        let metadata = || "169.254.169.254".parse().expect("a name");
        assert!(matches!(
            resolver.resolve(metadata()).await,
            Err(ResolveError::Refused(_))
        ));
        assert!(
            Resolver {
                reach: Reach::Anything
            }
            .resolve(metadata())
            .await
            .is_ok()
        );
    }
}
