//! What is decided about changes that servers make at tools.

use service::{Conflict, Error, Result, Services};

use super::{UseCase, World};

impl UseCase {
    pub(super) async fn with_changes(self, services: &Services, world: &World) -> Result<()> {
        let (namespaces, caller, id) = (services.namespaces(), &world.caller, world.namespace);
        let decided = match self {
            Self::NamespaceChanges => return namespaces.changes(caller, id).await.map(drop),
            Self::ToolVerdicts => return namespaces.tool_verdicts(caller, id, world.tool).await.map(drop),
            Self::ApproveChange => {
                namespaces
                    .approve_change(caller, id, world.tool, String::new())
                    .await
            }
            Self::ApproveChanges => {
                namespaces
                    .approve_changes(caller, id, world.server, String::new())
                    .await
            }
            Self::RefuseChange => {
                namespaces
                    .refuse_change(caller, id, world.tool, String::new())
                    .await
            }
            Self::ReturnToVerdict => namespaces.return_to_verdict(caller, id, world.tool, 1).await,
            other => panic!("{other:?} is not about changes"),
        };
        match decided {
            // Nothing waits here: that it was looked at is enough.
            Err(Error::Conflict(Conflict::Stale)) => Ok(()),
            other => other,
        }
    }
}
