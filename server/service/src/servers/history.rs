//! What the tools of a server said before they changed.

use model::{Permission, ServerId, ToolChangeKind, ToolChangeView, ToolDiff, ToolHistory};
use store::ToolChangeRecord;

use super::Servers;
use crate::{Caller, Result, visibility::visible};

const CHANGES_PER_PAGE: u32 = 20;

impl Servers<'_> {
    /// A page of what changed at a server's tools, the newest first and then by name. Pages count from 1; one that does not
    /// exist is the nearest one that does.
    pub async fn tool_history(&self, caller: &Caller, id: ServerId, page: u32) -> Result<ToolHistory> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let server = visible(caller, installation.server(id))?;
        let history = self.inner.parts.store.tool_changes();
        let pages = history
            .count(id)
            .await?
            .div_ceil(u64::from(CHANGES_PER_PAGE))
            .max(1);
        let pages = u32::try_from(pages).unwrap_or(u32::MAX);
        let page = page.clamp(1, pages);
        let skip = u64::from(page - 1) * u64::from(CHANGES_PER_PAGE);
        let changes = history.list(id, skip, CHANGES_PER_PAGE.into()).await?;
        Ok(ToolHistory {
            server_id: id,
            server_name: server.name.clone(),
            server_kind: server.kind,
            changes: changes.into_iter().map(view).collect(),
            page,
            pages,
        })
    }
}

fn view(change: ToolChangeRecord) -> ToolChangeView {
    ToolChangeView {
        id: change.id,
        at: change.at,
        tool: change.tool,
        kind: change.kind,
        came_back: change.kind == ToolChangeKind::Added && change.before.is_some(),
        diff: ToolDiff::between(change.before.as_deref(), change.after.as_deref()).shortened(),
    }
}
