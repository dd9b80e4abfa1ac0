//! Looking through a client.

use model::{InspectionInput, InspectorTarget};
use service::{Result, Services};

use super::{super::world::World, UseCase};

impl UseCase {
    pub(super) async fn with_inspector(self, services: &Services, world: &World) -> Result<()> {
        let (inspector, caller) = (services.inspector(), &world.caller);
        match self {
            Self::InspectorTargets => inspector.targets(caller).await.map(drop),
            Self::Inspect => {
                let input = InspectionInput {
                    target: InspectorTarget::Endpoint(world.endpoint).value(),
                };
                let inspection = inspector.open(caller, input).await?;
                inspector.close(caller, inspection).await
            }
            other => panic!("{other:?} is not about the inspector"),
        }
    }
}
