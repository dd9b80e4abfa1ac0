//! What a namespace does with requests and answers.

use model::middleware::{LinkInput, MiddlewareKind};
use service::{Result, Services};

use super::{
    super::world::{LINK, World},
    UseCase,
};

impl UseCase {
    pub(super) async fn with_middleware(self, services: &Services, world: &World) -> Result<()> {
        let (namespaces, caller, id) = (services.namespaces(), &world.caller, world.namespace);
        match self {
            Self::GetMiddleware => namespaces.middleware(caller, id).await.map(drop),
            Self::AddMiddleware => {
                let kind = MiddlewareKind::RateLimit;
                namespaces.add_middleware(caller, id, kind, 0).await.map(drop)
            }
            Self::SetMiddleware => {
                let input = LinkInput {
                    kind: MiddlewareKind::Filter,
                    settings: [("tools".to_owned(), "x".to_owned())].into(),
                    version: 0,
                };
                namespaces.set_middleware(caller, id, LINK, input).await
            }
            Self::SetMiddlewareEnabled => {
                namespaces
                    .set_middleware_enabled(caller, id, LINK, false, 0)
                    .await
            }
            Self::MoveMiddleware => namespaces.move_middleware(caller, id, LINK, true, 0).await,
            Self::RemoveMiddleware => namespaces.remove_middleware(caller, id, LINK, 0).await,
            Self::UndoMiddleware => namespaces.undo_middleware(caller, id, 0).await,
            other => panic!("{other:?} is not about middleware"),
        }
    }
}
