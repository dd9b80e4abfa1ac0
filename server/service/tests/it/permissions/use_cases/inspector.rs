//! Looking through a client, and requests that are kept.

use model::{InspectionInput, InspectorTarget, SavedRequestInput, SavedRequestNameInput};
use service::{Result, Services};

use super::{super::world::World, UseCase};

impl UseCase {
    pub(super) async fn with_inspector(self, services: &Services, world: &World) -> Result<()> {
        let (inspector, saved, caller) = (services.inspector(), services.saved_requests(), &world.caller);
        match self {
            Self::InspectorTargets => inspector.targets(caller).await.map(drop),
            Self::Inspect => {
                let input = InspectionInput {
                    target: InspectorTarget::Endpoint(world.endpoint).value(),
                    ..InspectionInput::default()
                };
                let inspection = inspector.open(caller, input).await?;
                inspector.close(caller, inspection)
            }
            Self::ListSavedRequests => saved.list(caller).await.map(drop),
            Self::GetSavedRequest => saved.get(caller, world.saved).await.map(drop),
            Self::SaveRequest => {
                let input = SavedRequestInput {
                    name: world.name.clone(),
                    target: InspectorTarget::Server(world.server).value(),
                    method: "ping".to_owned(),
                    ..SavedRequestInput::default()
                };
                saved.save(caller, input).await.map(drop)
            }
            Self::RenameSavedRequest => {
                let input = SavedRequestNameInput {
                    name: "another".to_owned(),
                    version: 1,
                };
                saved.rename(caller, world.saved, input).await
            }
            Self::DeleteSavedRequest => saved.delete(caller, world.saved).await,
            other => panic!("{other:?} is not about the inspector"),
        }
    }
}
