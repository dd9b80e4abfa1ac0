//! The links that stand before one thing of a server.

use std::{fmt, sync::Arc};

use http::HeaderName;

use super::Links;

/// What requests about one thing pass, the outermost namespace first. Cloning shares.
#[derive(Clone, Default)]
pub(crate) struct Chain(Arc<[Stage]>);

/// The links of one namespace.
#[derive(Clone)]
pub(super) struct Stage {
    /// What the namespace's patterns are about.
    pub(super) name: Arc<str>,
    pub(super) links: Arc<Links>,
}

impl Chain {
    /// The links of one namespace, before what its patterns know as `name`.
    pub(crate) fn of(links: &Arc<Links>, name: impl FnOnce() -> Arc<str>) -> Self {
        if links.is_empty() {
            return Self::default();
        }
        let stage = Stage {
            name: name(),
            links: links.clone(),
        };
        Self([stage].into())
    }

    /// The links of an inner namespace come behind those of the outer one.
    pub(crate) fn before(self, inner: &Self) -> Self {
        if self.0.is_empty() {
            return inner.clone();
        }
        Self(self.0.iter().chain(&*inner.0).cloned().collect())
    }

    /// The same links before something else.
    pub(crate) fn about(&self, name: &str) -> Self {
        if self.0.is_empty() {
            return self.clone();
        }
        let name: Arc<str> = name.into();
        let stages = self.0.iter().map(|stage| Stage {
            name: name.clone(),
            links: stage.links.clone(),
        });
        Self(stages.collect())
    }

    /// Nothing is done.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The headers of requests that links want to know.
    pub(crate) fn wanted_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.0.iter().flat_map(|stage| stage.links.wanted_headers())
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.0
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|stage| &stage.name))
            .finish()
    }
}
