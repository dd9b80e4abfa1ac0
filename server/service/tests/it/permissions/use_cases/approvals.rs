//! Calls that wait for a person.

use model::RefusalInput;
use service::{Result, Services};

use super::{
    super::world::{DIGEST, World},
    UseCase,
};

impl UseCase {
    pub(super) async fn with_approvals(self, services: &Services, world: &World) -> Result<()> {
        let (approvals, caller, id) = (services.approvals(), &world.caller, world.approval);
        match self {
            Self::ListApprovals => approvals.list(caller, None).await.map(drop),
            Self::CountApprovals => approvals.count_waiting(caller).await.map(drop),
            Self::GetApproval => approvals.get(caller, id).await.map(drop),
            Self::ApproveCall => approvals.approve(caller, id, &hex::encode(DIGEST)).await,
            Self::RefuseCall => {
                let input = RefusalInput {
                    reason: String::new(),
                    digest: hex::encode(DIGEST),
                };
                approvals.refuse(caller, id, input).await
            }
            other => panic!("{other:?} is not about approvals"),
        }
    }
}
