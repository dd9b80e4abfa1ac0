//! What is not needed any more is taken back where it was issued (RFC 7009), where the authorization server lets clients do
//! that. In the background, within bounds, and as well as it goes: nobody waits for it, and here it is forgotten anyhow.

use std::time::Duration;

use gateway::Gateway;
use store::UpstreamGrantRecord;
use tokio::time::timeout;
use url::Url;

use super::{asking::post_as_client, sealed::Grant};
use crate::services::Inner;

/// All that is taken back at once has so long.
const PATIENCE: Duration = Duration::from_mins(2);
/// Grants that are taken back at once. Those beyond it end by themselves.
const MOST: usize = 1000;

/// Takes grants back that are stored no more.
pub(crate) fn begin(inner: &Inner, grants: &[UpstreamGrantRecord]) {
    let opened = grants
        .iter()
        .take(MOST)
        .filter_map(|grant| Grant::open(&inner.parts.sealer, grant.server_id, grant.user_id, &grant.sealed))
        .filter(|grant| grant.revocation_endpoint.is_some());
    let opened: Vec<_> = opened.collect();
    if opened.is_empty() {
        return;
    }
    let gateway = inner.parts.gateway.clone();
    let cancel = inner.parts.cancel.clone();
    inner.parts.tasks.spawn(async move {
        let taking = async {
            for grant in &opened {
                take_back(&gateway, grant).await;
            }
        };
        cancel.run_until_cancelled(timeout(PATIENCE, taking)).await
    });
}

/// The refresh token first: with it goes what was issued for it, at most authorization servers.
async fn take_back(gateway: &Gateway, grant: &Grant) {
    let Some(url) = grant
        .revocation_endpoint
        .as_deref()
        .and_then(|url| Url::parse(url).ok())
    else {
        return;
    };
    let tokens = [
        ("refresh_token", grant.refresh.as_deref()),
        ("access_token", Some(&*grant.access)),
    ];
    for (hint, token) in tokens {
        let Some(token) = token else { continue };
        let fields = vec![("token", token), ("token_type_hint", hint)];
        match post_as_client(gateway, &grant.client, &url, fields).await {
            Ok(response) if response.status().is_success() => {}
            Ok(response) => {
                tracing::info!(status = %response.status(), "an authorization server did not take a token back");
            }
            Err(no_answer) => {
                return tracing::info!(reason = no_answer.0, "a token could not be taken back");
            }
        }
    }
}
