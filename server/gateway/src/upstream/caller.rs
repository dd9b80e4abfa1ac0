//! What a request tells a server of its caller: headers that the client sent with the call, and a signed statement.
//!
//! Both belong to one call. Nothing of them is kept with a connection, which others may use next, so neither handshakes nor
//! streams nor spares have any; a call that is sent again takes its own along.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use http::{HeaderMap, HeaderValue};
use model::{EndpointId, FailureClass, ServerId, never_passed};

use super::{
    error::{UpstreamError, UpstreamErrorKind},
    failure::{Explanation, Target},
    masks::Masks,
};
use crate::{
    Error,
    spec::{IDENTITY_HEADER, Identities, PrincipalId, Statement, UpstreamSpec},
    standard_headers::HeaderParam,
};

/// The most bytes, names and values, that pass on with one call.
pub(crate) const MAX_PASSED_BYTES: usize = 16 * 1024;

/// What a client sent with a call, as far as a server of the call wants it.
#[derive(Clone, Default)]
pub(crate) struct Brought(Option<Arc<HeaderMap>>);

/// Who makes a call.
#[derive(Clone, Copy)]
pub(crate) struct Calling<'a> {
    /// In whose name.
    pub(crate) principal: PrincipalId,
    /// Where it came in.
    pub(crate) endpoint_id: EndpointId,
    /// What came with it.
    pub(crate) brought: &'a Brought,
}

/// What a request's headers say beside its frame.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// Arguments that a server of the modern era wants repeated.
    pub(super) repeated: &'a [HeaderParam],
    /// What it is told of the caller.
    pub(super) caller: Option<&'a HeaderMap>,
}

/// Signs who calls. The configuration replaces what is in it.
#[derive(Clone, Default)]
pub(super) struct Signer(Arc<ArcSwapOption<Arc<dyn Identities>>>);

/// Says in whose name a connection itself makes its requests.
#[derive(Clone)]
pub(super) struct Speaker {
    signer: Signer,
    server_id: ServerId,
}

impl Brought {
    /// Nothing goes along.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// What of a request's headers the servers with these specifications want.
    pub(super) fn of(
        specs: impl Iterator<Item = Arc<UpstreamSpec>>,
        headers: &HeaderMap,
    ) -> Result<Self, Error> {
        let (mut kept, mut size) = (HeaderMap::new(), 0);
        for spec in specs {
            for name in &spec.run.caller.passed {
                if kept.contains_key(name) || never_passed(name.as_str()).is_some() {
                    continue;
                }
                for value in headers.get_all(name) {
                    size += name.as_str().len() + value.len();
                    let mut value = value.clone();
                    // Whatever it is, it is not for logs.
                    value.set_sensitive(true);
                    kept.append(name.clone(), value);
                }
            }
        }
        if size > MAX_PASSED_BYTES {
            return Err(Error::TooMuchToPass);
        }
        Ok(Self((!kept.is_empty()).then(|| Arc::new(kept))))
    }

    /// These headers.
    pub(super) fn into_headers(self) -> HeaderMap {
        self.0.map(Arc::unwrap_or_clone).unwrap_or_default()
    }
}

impl Signer {
    /// Who signs from now on.
    pub(super) fn replace(&self, identities: Option<Arc<dyn Identities>>) {
        self.0.store(identities.map(Arc::new));
    }

    /// A speaker for the connections of a server, where it is told who calls.
    pub(super) fn speaker(&self, spec: &UpstreamSpec) -> Option<Speaker> {
        spec.run.caller.has_identity.then(|| Speaker {
            signer: self.clone(),
            server_id: spec.id,
        })
    }

    /// What a request to a server tells of its caller; nothing where it is to tell nothing.
    pub(super) fn told(
        &self,
        spec: &UpstreamSpec,
        calling: Calling<'_>,
    ) -> Result<Option<Box<HeaderMap>>, UpstreamError> {
        let rule = &spec.run.caller;
        let brought = calling.brought.0.as_deref().filter(|_| !rule.passed.is_empty());
        if brought.is_none() && !rule.has_identity {
            return Ok(None);
        }
        let mut told = HeaderMap::new();
        for (name, value) in brought.into_iter().flatten() {
            // Another server of the same call may want more.
            if rule.passed.contains(name) {
                told.append(name.clone(), value.clone());
            }
        }
        if rule.has_identity {
            let statement = Statement {
                server_id: spec.id,
                principal: calling.principal,
                endpoint_id: Some(calling.endpoint_id),
            };
            let signed = self.sign(statement).ok_or_else(|| unsigned(spec))?;
            told.insert(IDENTITY_HEADER, signed);
        }
        Ok(Some(Box::new(told)))
    }

    fn sign(&self, statement: Statement) -> Option<HeaderValue> {
        self.0.load().as_ref()?.sign(statement)
    }
}

impl Speaker {
    /// The statement for a request that no call makes, over a connection of this principal; without one, the gateway's.
    pub(super) fn statement(&self, principal: Option<PrincipalId>) -> Option<HeaderValue> {
        self.signer.sign(Statement {
            server_id: self.server_id,
            principal: principal.unwrap_or(PrincipalId::Gateway),
            endpoint_id: None,
        })
    }
}

/// Headers of a connection with what a request tells beside them. What the connection says itself stays as it is.
pub(super) fn with_caller(own: &HeaderMap, caller: Option<&HeaderMap>) -> HeaderMap {
    let mut headers = own.clone();
    let Some(caller) = caller else {
        return headers;
    };
    for name in caller.keys().filter(|name| !own.contains_key(*name)) {
        for value in caller.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
    headers
}

/// Nobody can sign. A server that relies on statements must not get a call without one.
fn unsigned(spec: &UpstreamSpec) -> UpstreamError {
    let why = Explanation::new(
        FailureClass::Secret,
        "MetaMCP cannot sign who calls: it has no signing key that opens.",
        "Start it with the key that its secrets were sealed with (METAMCP_SECRET_KEY), or switch the identity header off in the server's settings.",
    );
    let target = Target::new(spec.name.clone(), Masks::default());
    let failure = Arc::new(target.failure(why, ""));
    UpstreamError::new(UpstreamErrorKind::Unreachable, spec.name.as_str().into(), failure)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::{HeaderMap, HeaderName, HeaderValue};
    use model::{EndpointId, ServerId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Brought, Calling, MAX_PASSED_BYTES, Signer, with_caller};
    use crate::{
        Error,
        spec::{
            CallerSpec, IDENTITY_HEADER, Identities, PrincipalId, RunSpec, Statement, TransportSpec,
            UpstreamSpec,
        },
    };

    #[derive(Debug)]
    struct Named;

    impl Identities for Named {
        fn sign(&self, statement: Statement) -> Option<HeaderValue> {
            HeaderValue::try_from(format!("{:?}", statement.principal)).ok()
        }
    }

    fn server(passed: &[&'static str], has_identity: bool) -> Arc<UpstreamSpec> {
        let caller = CallerSpec {
            passed: passed.iter().map(|name| HeaderName::from_static(name)).collect(),
            has_identity,
        };
        Arc::new(UpstreamSpec {
            id: ServerId::from_uuid(Uuid::from_u128(1)),
            name: "api".to_owned(),
            transport: TransportSpec::StreamableHttp {
                url: "https://example.com/mcp".to_owned(),
                headers: Vec::new(),
            },
            run: RunSpec {
                caller,
                ..RunSpec::default()
            },
        })
    }

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    fn calling(brought: &Brought) -> Calling<'_> {
        Calling {
            principal: PrincipalId::Gateway,
            endpoint_id: EndpointId::from_uuid(Uuid::from_u128(2)),
            brought,
        }
    }

    #[test]
    fn each_server_of_a_call_gets_what_it_wants_and_nothing_else() {
        let servers = [
            server(&["x-tenant"], false),
            server(&["x-region"], false),
            server(&[], false),
        ];
        let headers = sent(&[
            ("x-tenant", "a"),
            ("x-tenant", "b"),
            ("x-region", "eu"),
            ("x-other", "c"),
            ("authorization", "Bearer secret"),
        ]);
        let brought = Brought::of(servers.iter().cloned(), &headers).expect("small");
        let told = servers.each_ref().map(|server| {
            let told = Signer::default()
                .told(server, calling(&brought))
                .expect("no signature");
            told.map(|told| with_caller(&HeaderMap::new(), Some(&told)))
        });
        assert_eq!(
            told,
            [
                Some(sent(&[("x-tenant", "a"), ("x-tenant", "b")])),
                Some(sent(&[("x-region", "eu")])),
                None
            ]
        );
        let nothing = Brought::of(std::iter::once(server(&[], false)), &headers).expect("small");
        assert!(nothing.0.is_none());
    }

    #[test]
    fn what_never_passes_stays_whatever_the_configuration_says() {
        let names = [
            "authorization",
            "cookie",
            "x-api-key",
            "mcp-session-id",
            "x-metamcp-identity",
            "host",
        ];
        let headers = sent(&names.map(|name| (name, "secret")));
        let brought = Brought::of(std::iter::once(server(&names, false)), &headers).expect("small");
        assert!(brought.0.is_none());
    }

    #[test]
    fn what_the_connection_says_is_not_replaced() {
        let own = sent(&[("x-tenant", "ours"), ("authorization", "Bearer ours")]);
        let caller = sent(&[("x-tenant", "theirs"), ("x-region", "eu")]);
        let headers = with_caller(&own, Some(&caller));
        assert_eq!(headers["x-tenant"], "ours");
        assert_eq!(headers.get_all("x-tenant").iter().count(), 1);
        assert_eq!(headers["x-region"], "eu");
    }

    #[test]
    fn who_calls_is_signed_or_the_call_is_not_made() {
        let (server, brought) = (server(&[], true), Brought::default());
        let signer = Signer::default();
        let refused = signer.told(&server, calling(&brought)).expect_err("nobody signs");
        assert!(refused.to_string().contains("cannot sign who calls"), "{refused}");
        signer.replace(Some(Arc::new(Named)));
        let told = signer
            .told(&server, calling(&brought))
            .expect("signed")
            .expect("told");
        assert_eq!(told[IDENTITY_HEADER], "Gateway");
        let speaker = signer.speaker(&server).expect("it is told who calls");
        let someone = PrincipalId::Anonymous(EndpointId::from_uuid(Uuid::from_u128(3)));
        assert_eq!(
            speaker.statement(Some(someone)).expect("signed"),
            format!("{someone:?}")
        );
        assert_eq!(speaker.statement(None).expect("signed"), "Gateway");
    }

    #[test]
    fn too_much_is_refused_and_not_cut() {
        let server = server(&["x-tenant"], false);
        for (length, fits) in [(MAX_PASSED_BYTES - 8, true), (MAX_PASSED_BYTES - 7, false)] {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::try_from("a".repeat(length)).expect("letters");
            headers.insert("x-tenant", value);
            let brought = Brought::of(std::iter::once(server.clone()), &headers);
            assert_eq!(brought.is_ok(), fits, "{length}");
            assert!(fits || matches!(brought, Err(Error::TooMuchToPass)));
        }
    }

    proptest! {
        /// No header can begin another one, or another request: what could is no value, wherever it comes from.
        #[test]
        fn no_value_holds_what_ends_a_line(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let is_control = |byte: &u8| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f;
            if bytes.iter().any(is_control) {
                prop_assert!(HeaderValue::from_bytes(&bytes).is_err());
            } else {
                let mut headers = HeaderMap::new();
                headers.insert("x-tenant", HeaderValue::from_bytes(&bytes).expect("no control characters"));
                let brought = Brought::of(std::iter::once(server(&["x-tenant"], false)), &headers).expect("small");
                let passed = brought.0.expect("passes");
                prop_assert_eq!(passed["x-tenant"].as_bytes(), &*bytes);
            }
        }
    }
}
