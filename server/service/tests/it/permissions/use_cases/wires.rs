//! Recordings of what passes.

use service::{Result, Services};

use super::{super::world::World, UseCase};

impl UseCase {
    pub(super) async fn with_wires(self, services: &Services, world: &World) -> Result<()> {
        let (wires, caller) = (services.wires(), &world.caller);
        match self {
            Self::ListRecordings => wires.list(caller).map(drop),
            Self::RecordWires => {
                let recording = wires.begin(caller, world.endpoint, None).await?;
                // Not more than a few may be running at once.
                wires.remove(caller, recording)
            }
            other => panic!("{other:?} is not about wires"),
        }
    }
}
