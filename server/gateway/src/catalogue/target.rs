//! Where names lead.

use std::sync::Arc;

use model::ServerId;
use serde_json::value::RawValue;

use super::{Catalogue, Member, SetArguments, annotations::Hints};
use crate::{
    Definition,
    middleware::Chain,
    standard_headers::{HeaderParam, header_params},
};

/// Where an exposed name leads. Cloning shares the texts.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Its name here.
    pub(crate) exposed: Arc<str>,
    /// Whose it is.
    pub(crate) server_id: ServerId,
    /// Its name there.
    pub(crate) original: Arc<str>,
    /// Arguments that are repeated in headers; hardly ever any.
    pub(crate) repeated: Arc<[HeaderParam]>,
    /// Arguments that the namespace gives; hardly ever any.
    pub(crate) set: SetArguments,
    /// It says of itself that calling it twice is as good as once.
    pub(crate) is_repeatable: bool,
    /// It says of itself that it only reads.
    pub(crate) is_read_only: bool,
    /// As its server wrote it; nothing for what is not listed.
    pub(crate) definition: Option<Arc<RawValue>>,
    /// What requests pass before they go there.
    pub(crate) chain: Chain,
}

impl Target {
    /// Something of a server that nothing more is known of.
    pub(crate) fn new(exposed: &str, server_id: ServerId, original: &str) -> Self {
        Self {
            exposed: exposed.into(),
            server_id,
            original: original.into(),
            repeated: Arc::default(),
            set: SetArguments::default(),
            is_repeatable: false,
            is_read_only: false,
            definition: None,
            chain: Chain::default(),
        }
    }

    /// What it says of itself.
    pub(super) fn says(&mut self, hints: Hints) {
        self.is_repeatable = hints.is_repeatable();
        self.is_read_only = hints.read_only;
    }

    /// The same behind a chain.
    pub(crate) fn behind(self, chain: Chain) -> Self {
        Self { chain, ..self }
    }
}

/// Where something leads that clients know as `exposed`: to the member, or through the namespace that the member stands
/// for, straight to the server behind it. The chain is that of this namespace.
pub(super) fn target(
    exposed: &Arc<str>,
    member: &Member<'_>,
    definition: &Definition,
    chain: Chain,
    find: for<'c> fn(&'c Catalogue, &str) -> Option<&'c Target>,
) -> Option<Target> {
    let exposed = exposed.clone();
    if let Some(inner) = member.inner {
        let found = find(inner, &definition.name)?.clone();
        return Some(Target {
            exposed,
            chain: chain.before(&found.chain),
            ..found
        });
    }
    let hints = Hints::of(definition.definition.get().as_bytes());
    Some(Target {
        exposed,
        server_id: member.server_id,
        original: definition.name.as_str().into(),
        repeated: header_params(&definition.definition).into(),
        set: SetArguments::default(),
        is_repeatable: hints.is_repeatable(),
        is_read_only: hints.read_only,
        definition: Some(definition.definition.clone()),
        chain,
    })
}
