//! Puts names to the ids of a call: as things are called now, since nobody knows how they will be called later.

use std::{collections::HashMap, sync::Arc};

use gateway::{CallRecord, Credential, PartDetail, PrincipalId};
use model::{
    ApiKeyId, AuthorizationId, CallStages, CallerKind, CallerView, CredentialKind, CredentialView, Owner,
    UserId,
};
use store::{ApiKeyRecord, AuditCallRecord, AuditPart, OauthClientRecord};

use crate::{installation::Installation, mint, services::Inner};

/// Names that are not part of the configuration, as they were when they were first needed.
#[derive(Default)]
pub(super) struct Names {
    clients: HashMap<AuthorizationId, String>,
}

/// Names of clients that are remembered; clients come and go.
const MOST_CLIENTS: usize = 10_000;

impl Names {
    /// The rows of some calls. What has no name any more has none here.
    pub(super) async fn records(&mut self, inner: &Inner, calls: &[CallRecord]) -> Vec<AuditCallRecord> {
        let installation = inner.keeper.latest().await;
        self.learn(inner, installation.as_deref(), calls).await;
        calls
            .iter()
            .map(|call| self.record(installation.as_deref(), call))
            .collect()
    }

    /// Reads the names of clients that are not known yet.
    async fn learn(&mut self, inner: &Inner, installation: Option<&Installation>, calls: &[CallRecord]) {
        let authorizations = calls.iter().filter_map(|call| match call.credential {
            Some(Credential::Authorization(id)) => Some(id),
            _ => None,
        });
        let unknown: Vec<_> = authorizations
            .filter(|id| !self.clients.contains_key(id))
            .collect();
        if unknown.is_empty() {
            return;
        }
        if self.clients.len() > MOST_CLIENTS {
            self.clients.clear();
        }
        // Where they cannot be read, the id says who it was.
        let clients = inner.parts.store.oauth_clients().list().await.unwrap_or_default();
        for id in unknown {
            let authorizations = installation.map(Installation::authorizations).unwrap_or_default();
            let authorization = authorizations.iter().find(|it| it.id == id);
            let is_it =
                |client: &&OauthClientRecord| authorization.is_some_and(|it| it.client_id == client.id);
            if let Some(client) = clients.iter().find(is_it) {
                self.clients.insert(id, client.name.clone());
            }
        }
    }

    fn record(&self, installation: Option<&Installation>, call: &CallRecord) -> AuditCallRecord {
        let server = call.server_id.and_then(|id| installation?.server(id));
        AuditCallRecord {
            id: mint::id(call.at),
            at: call.at,
            kind: call.kind,
            endpoint_id: call.endpoint_id,
            endpoint: call.endpoint.as_ref().to_owned(),
            server_id: call.server_id,
            server: server.map(|server| server.name.clone()).unwrap_or_default(),
            tool: call.tool.as_ref().to_owned(),
            original_tool: call.original_tool.as_ref().to_owned(),
            is_read_only: call.is_read_only,
            caller: caller(installation, call.principal),
            credential: call.credential.map(|it| self.credential(installation, it)),
            client: call.client.as_ref().to_owned(),
            session: call.session.map(|handle| format!("{handle:016x}")),
            address: call.address.map(|address| address.to_string()),
            outcome: call.outcome,
            error: call.error.as_deref().map(str::to_owned),
            elapsed_us: micros(call.elapsed),
            stages: CallStages {
                before_us: micros(call.stages.before),
                connecting_us: micros(call.stages.connecting),
                server_us: micros(call.stages.server),
                after_us: micros(call.stages.after),
            },
            request_bytes: call.request_bytes as u64,
            answer_bytes: call.answer_bytes as u64,
            arguments: call.arguments.as_ref().map(part),
            result: call.result.as_ref().map(part),
        }
    }

    fn credential(&self, installation: Option<&Installation>, credential: Credential) -> CredentialView {
        match credential {
            Credential::Key(id) => {
                let key = installation.and_then(|it| it.api_key(id));
                CredentialView {
                    kind: CredentialKind::Key,
                    id: id.as_uuid(),
                    name: key.map(called).unwrap_or_default(),
                }
            }
            Credential::Authorization(id) => CredentialView {
                kind: CredentialKind::Client,
                id: id.as_uuid(),
                name: self.clients.get(&id).cloned().unwrap_or_default(),
            },
        }
    }
}

/// Name and beginning of a key.
fn called(key: &ApiKeyRecord) -> String {
    format!("{} ({}…)", key.name, key.hint)
}

/// The holder of a key that is a person's is that person.
fn caller(installation: Option<&Installation>, principal: PrincipalId) -> CallerView {
    let key = |id: ApiKeyId| installation.and_then(|it| it.api_key(id));
    let person = |id: UserId| CallerView {
        kind: CallerKind::Person,
        id: Some(id.as_uuid()),
        name: installation
            .and_then(|it| it.user(id))
            .map(|user| user.name.clone())
            .unwrap_or_default(),
    };
    match principal {
        PrincipalId::User(id) => person(id),
        PrincipalId::Key(id) => match key(id).map(|key| key.owner) {
            Some(Owner::Person(id)) => person(id),
            _ => CallerView {
                kind: CallerKind::Key,
                id: Some(id.as_uuid()),
                name: key(id).map(|key| key.name.clone()).unwrap_or_default(),
            },
        },
        PrincipalId::Anonymous(_) | PrincipalId::Gateway => CallerView {
            kind: CallerKind::Anyone,
            id: None,
            name: String::new(),
        },
    }
}

fn part(detail: &PartDetail) -> AuditPart {
    AuditPart {
        bytes: detail.bytes as u64,
        digest: detail.digest.map(|digest| digest.to_vec()),
        text: detail
            .text
            .as_ref()
            .map(|text: &Arc<str>| text.as_ref().to_owned()),
    }
}

fn micros(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
