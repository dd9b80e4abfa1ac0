//! Endpoints as people see them.

use model::EndpointView;
use store::EndpointRecord;
use url::Url;

use crate::{Caller, admission, installation::Installation, services::Inner, visibility::may_change};

/// An endpoint as this caller sees it, under the address that they came by.
pub(crate) fn of(
    inner: &Inner,
    at: &Url,
    caller: &Caller,
    installation: &Installation,
    endpoint: &EndpointRecord,
) -> EndpointView {
    let namespace = installation.namespace(endpoint.namespace_id);
    let base = at.as_str().trim_end_matches('/');
    EndpointView {
        id: endpoint.id,
        name: endpoint.name.clone(),
        description: endpoint.description.clone(),
        namespace_id: endpoint.namespace_id,
        namespace: namespace
            .map(|namespace| namespace.name.clone())
            .unwrap_or_default(),
        auth: endpoint.auth,
        sso: admission::view(installation, endpoint),
        session: endpoint.session,
        listing: endpoint.listing,
        visibility: endpoint.owner.visibility(),
        owner: installation.owner_name(caller, endpoint.owner),
        editable: may_change(caller, endpoint),
        url: format!("{base}/metamcp/{}/mcp", endpoint.name),
        sessions: inner.parts.gateway.sessions(endpoint.id),
        created_at: endpoint.created_at,
        updated_at: endpoint.updated_at,
        version: endpoint.version,
    }
}
