//! The links of one namespace, as they run.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use http::HeaderName;
use model::{NamespaceId, middleware as settings};

use super::{Kind, Middleware, make};
use crate::LinkFigures;

/// Texts that are nobody's to read.
pub(crate) type Secrets = Arc<[String]>;

/// The links of a namespace that do something, in order.
pub(crate) struct Links {
    pub(super) namespace_id: NamespaceId,
    pub(super) running: Vec<Arc<Running>>,
}

/// A link with what it was made from, and what it has done.
pub(super) struct Running {
    settings: settings::Link,
    secrets: Secrets,
    pub(super) middleware: Box<dyn Middleware>,
    seen: AtomicU64,
    acted: AtomicU64,
}

impl Links {
    /// Those of a chain. A link that is set as it was before goes on with what it has counted and kept.
    pub(crate) fn new(
        namespace_id: NamespaceId,
        chain: &settings::Chain,
        secrets: &Secrets,
        before: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let kept = |link: &settings::Link| {
            let mut running = before.into_iter().flat_map(|before| &before.running);
            running
                .find(|it| it.settings == *link && it.secrets == *secrets)
                .cloned()
        };
        let running: Vec<_> = chain
            .enabled()
            .filter_map(|link| kept(link).or_else(|| Running::new(link, secrets)))
            .collect();
        match before {
            Some(before) if before.is_made_of(&running) => before.clone(),
            _ => Arc::new(Self {
                namespace_id,
                running,
            }),
        }
    }

    /// Those of a namespace without a chain.
    pub(crate) fn none(namespace_id: NamespaceId) -> Arc<Self> {
        Arc::new(Self {
            namespace_id,
            running: Vec::new(),
        })
    }

    /// Nothing is done.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Some link leaves this out of lists.
    pub(crate) fn hides(&self, kind: Kind, name: impl FnOnce() -> String) -> bool {
        if self.is_empty() {
            return false;
        }
        let name = name();
        self.running.iter().any(|link| link.middleware.hides(kind, &name))
    }

    /// The headers of requests that links want to know.
    pub(super) fn wanted_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.running
            .iter()
            .filter_map(|link| link.middleware.wanted_header())
    }

    /// What the links have done, in order.
    pub(crate) fn figures(&self) -> Vec<LinkFigures> {
        self.running.iter().map(|link| link.figures()).collect()
    }

    /// Lets the links forget what is of no use any more.
    pub(crate) fn tidy(&self) {
        for link in &self.running {
            link.middleware.tidy();
        }
    }

    fn is_made_of(&self, running: &[Arc<Running>]) -> bool {
        self.running.len() == running.len()
            && self.running.iter().zip(running).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

impl Running {
    fn new(link: &settings::Link, secrets: &Secrets) -> Option<Arc<Self>> {
        let Some(middleware) = make(link, secrets) else {
            tracing::warn!(
                link.id,
                link.kind = link.middleware.kind().as_str(),
                "a link of a chain cannot be made of its settings and does nothing"
            );
            return None;
        };
        Some(Arc::new(Self {
            settings: link.clone(),
            secrets: secrets.clone(),
            middleware,
            seen: AtomicU64::new(0),
            acted: AtomicU64::new(0),
        }))
    }

    /// Notes that a request came by.
    pub(super) fn see(&self) {
        self.seen.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that something became of a request.
    pub(super) fn act(&self) {
        self.acted.fetch_add(1, Ordering::Relaxed);
    }

    fn figures(&self) -> LinkFigures {
        LinkFigures {
            link: self.settings.id,
            seen: self.seen.load(Ordering::Relaxed),
            acted: self.acted.load(Ordering::Relaxed),
            stopped: self.middleware.stopped(),
        }
    }
}
