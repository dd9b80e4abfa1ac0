//! What is written down.

use model::{ActFilter, CallFilter, GroupBy};
use service::{ExportFormat, Result, Services};

use super::{super::world::World, UseCase};

impl UseCase {
    pub(super) async fn with_audit(self, services: &Services, world: &World) -> Result<()> {
        let (audit, caller) = (services.audit(), &world.caller);
        let (calls, acts) = (CallFilter::default(), ActFilter::default());
        match self {
            Self::AuditCalls => audit.calls(caller, &calls, None).await.map(drop),
            Self::AuditFigures => audit.figures(caller, &calls, GroupBy::Tool).await.map(drop),
            Self::ExportCalls => {
                let part = audit.export_calls(caller, &calls, ExportFormat::Csv, None);
                part.await.map(drop)
            }
            Self::AuditActs => audit.acts(caller, &acts, None).await.map(drop),
            Self::ExportActs => {
                let part = audit.export_acts(caller, &acts, ExportFormat::Otlp, None);
                part.await.map(drop)
            }
            Self::VerifyAudit => audit.verify(caller, &[]).await.map(drop),
            other => panic!("{other:?} is not about what is written down"),
        }
    }
}
