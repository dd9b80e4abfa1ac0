//! How often clients may ask for something.

use std::{net::IpAddr, sync::Arc, time::Duration};

use http::HeaderName;
use model::{EndpointId, NamespaceId, middleware as settings};

use super::{Middleware, Passing, Step, Verdict, patterns::Patterns};
use crate::{Error, PrincipalId, Stopped, registry::credentials::Credential};

mod local;
mod shared;
mod stops;

use local::Local;
pub use shared::{Rate, SharedCounts};
use stops::Stops;

/// The part of an address of version 6 that one network has (RFC 4291 §2.5.4).
const NETWORK_BITS: u32 = 64;

pub(super) struct RateLimit {
    id: u32,
    per: settings::Per,
    header: Option<HeaderName>,
    is_of_each_tool: bool,
    is_of_all_endpoints: bool,
    tools: Patterns,
    endpoints: Patterns,
    counts: Local,
    rate: Rate,
    stops: Stops,
}

/// What has a count of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Bucket {
    endpoint: Option<EndpointId>,
    thing: Option<Arc<str>>,
    who: Who,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Everyone,
    Credential(Credential),
    Principal(PrincipalId),
    Address(IpAddr),
    /// Nothing where the request has no such header.
    Header(Option<Box<[u8]>>),
    /// Those for whom there is no more room.
    Others,
}

impl RateLimit {
    /// Nothing for a rate of nothing, or for a header that cannot be one.
    pub(super) fn new(id: u32, settings: &settings::RateLimit) -> Option<Self> {
        let header = match settings.per {
            settings::Per::Header => Some(HeaderName::from_bytes(settings.header.as_bytes()).ok()?),
            _ => None,
        };
        let rate = Rate::new(settings)?;
        Some(Self {
            id,
            per: settings.per,
            header,
            is_of_each_tool: settings.each_tool,
            is_of_all_endpoints: settings.all_endpoints,
            tools: Patterns::new(&settings.tools),
            endpoints: Patterns::new(&settings.endpoints),
            counts: Local::new(rate),
            rate,
            stops: Stops::default(),
        })
    }

    fn bucket(&self, passing: &Passing<'_>) -> Bucket {
        Bucket {
            endpoint: (!self.is_of_all_endpoints).then_some(passing.context.endpoint.id),
            thing: self.is_of_each_tool.then(|| passing.name.clone()),
            who: self.who(passing),
        }
    }

    fn who(&self, passing: &Passing<'_>) -> Who {
        let (context, sender) = (passing.context, &passing.context.sender);
        let address = || {
            sender
                .address
                .map_or(Who::Everyone, |address| Who::Address(network(address)))
        };
        match self.per {
            settings::Per::Everyone => Who::Everyone,
            settings::Per::Address => address(),
            // Those who show nothing are told apart by where they come from.
            settings::Per::Key | settings::Per::User
                if matches!(context.principal, PrincipalId::Anonymous(_)) =>
            {
                address()
            }
            settings::Per::Key => sender
                .credential
                .map_or(Who::Principal(context.principal), Who::Credential),
            settings::Per::User => Who::Principal(context.principal),
            settings::Per::Header => {
                let value = self.header.as_ref().and_then(|name| sender.headers.get(name));
                Who::Header(value.map(|value| value.as_bytes().into()))
            }
        }
    }

    /// The bucket's name among those of all chains. A link that is set to another rate begins anew, as it does in one process.
    fn shared_key(&self, namespace_id: NamespaceId, bucket: &Bucket) -> String {
        let (id, Rate { share, burst }) = (self.id, self.rate);
        format!("{namespace_id}/{id}/{}x{burst}/{bucket}", share.as_micros())
    }

    fn verdict(&self, bucket: &Bucket, taken: Result<(), Duration>) -> Result<Verdict, Error> {
        let Err(retry_after) = taken else {
            return Ok(Verdict::GoOn);
        };
        self.stops.note(bucket.to_string());
        Err(Error::RateLimited {
            of_everyone: bucket.who == Who::Everyone,
            retry_after,
        })
    }
}

impl Middleware for RateLimit {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let is_counted = self.tools.any_or_empty(&passing.name)
            && self.endpoints.any_or_empty(&passing.context.endpoint.name);
        if !is_counted {
            return Step::done(Verdict::GoOn);
        }
        let bucket = self.bucket(passing);
        let Some(shared) = &passing.gateway.options.shared_counts else {
            let taken = self.counts.take(&bucket);
            return Step::Now(self.verdict(&bucket, taken));
        };
        let key = self.shared_key(passing.namespace_id, &bucket);
        Step::Later(Box::pin(async move {
            let taken = match shared.take(&key, self.rate).await {
                Some(taken) => taken,
                // Each process counts for itself until they can count together again.
                None => self.counts.take(&bucket),
            };
            self.verdict(&bucket, taken)
        }))
    }

    fn wanted_header(&self) -> Option<&HeaderName> {
        self.header.as_ref()
    }

    fn stopped(&self) -> Vec<Stopped> {
        self.stops.latest()
    }

    fn tidy(&self) {
        self.counts.tidy();
    }
}

impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.who {
            Who::Everyone => f.write_str("everyone")?,
            Who::Credential(Credential::Key(id)) | Who::Principal(PrincipalId::Key(id)) => {
                write!(f, "key {id}")?;
            }
            Who::Credential(Credential::Authorization(id)) => write!(f, "client {id}")?,
            Who::Principal(PrincipalId::User(id)) => write!(f, "user {id}")?,
            Who::Principal(PrincipalId::Anonymous(_)) => f.write_str("anonymous")?,
            Who::Principal(PrincipalId::Gateway) => f.write_str("gateway")?,
            Who::Address(address) => write!(f, "address {address}")?,
            Who::Header(None) => f.write_str("without the header")?,
            Who::Header(Some(value)) => write!(f, "header {}", value.escape_ascii())?,
            Who::Others => f.write_str("others")?,
        }
        if let Some(thing) = &self.thing {
            write!(f, " · {thing}")?;
        }
        if let Some(endpoint) = &self.endpoint {
            write!(f, " · endpoint {endpoint}")?;
        }
        Ok(())
    }
}

/// Whoever has one address of version 6 has all of their network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> NETWORK_BITS << NETWORK_BITS).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_network_of_version_6_counts_as_one() {
        for (address, expected) in [
            ("10.1.2.3", "10.1.2.3"),
            ("::ffff:10.1.2.3", "10.1.2.3"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ] {
            assert_eq!(
                network(address.parse().expect("an address")).to_string(),
                expected
            );
        }
    }
}
