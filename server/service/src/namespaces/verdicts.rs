//! Everything that was decided about a tool of a namespace, and the way back to what was approved before.

use std::collections::HashMap;

use model::{
    ChangePolicy, DecidedBy, NamespaceId, Permission, Reference, ToolDiff, ToolId, ToolVerdict, ToolVerdicts,
    VerdictView, says_the_same,
};
use store::{NewToolVerdict, ToolRecord, ToolVerdictRecord};

use super::{Namespaces, changes::reference, overrides::member_tool};
use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    tools::indent,
    visibility::{changeable, may_change, visible},
};

impl Namespaces<'_> {
    /// What was decided about a tool, the newest first.
    pub async fn tool_verdicts(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
    ) -> Result<ToolVerdicts> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        let (server, tool) = member_tool(&installation, id, tool)?;
        let verdicts = self.inner.parts.store.tool_verdicts().list(id, tool.id).await?;
        Ok(ToolVerdicts {
            namespace: reference(namespace),
            tool: Reference {
                id: tool.id,
                name: tool.name.clone(),
            },
            server: server.name.clone(),
            policy: namespace.changes,
            editable: may_change(caller, namespace),
            verdicts: views(tool, &verdicts),
        })
    }

    /// Approves a definition that was approved before. The tool is held back until its server says that again, or somebody
    /// approves what it says.
    pub async fn return_to_verdict(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        number: i32,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.return_to_verdict"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        member_tool(&write.before, id, tool)?;
        // Where nothing is held back, the server decides what clients get.
        if namespace.changes != ChangePolicy::Hold {
            return Err(Conflict::Stale.into());
        }
        let verdicts = write.tx.tool_verdicts().list(id, tool).await?;
        let wanted = verdicts.iter().find(|verdict| verdict.number == number);
        let wanted = wanted
            .filter(|verdict| verdict.verdict != ToolVerdict::Refused)
            .ok_or(Error::NotFound)?;
        if wanted.in_force {
            return Err(Conflict::Stale.into());
        }
        let returned = NewToolVerdict {
            tool_id: tool,
            verdict: ToolVerdict::Returned,
            definition: wanted.definition.clone(),
            by: Some(caller.name.clone()),
            at: self.inner.parts.clock.now(),
        };
        self.give(write, id, &[returned]).await
    }
}

/// Each with what was approved before it.
fn views(tool: &ToolRecord, newest_first: &[ToolVerdictRecord]) -> Vec<VerdictView> {
    let mut approved_before = HashMap::new();
    let mut approved: Option<&ToolVerdictRecord> = None;
    for verdict in newest_first.iter().rev() {
        approved_before.insert(verdict.number, approved);
        if verdict.verdict != ToolVerdict::Refused {
            approved = Some(verdict);
        }
    }
    let before = |number| approved_before.get(&number).copied().flatten();
    newest_first
        .iter()
        .map(|verdict| VerdictView {
            number: verdict.number,
            verdict: verdict.verdict,
            decision: DecidedBy {
                by: verdict.by.clone(),
                at: verdict.at,
            },
            in_force: verdict.in_force,
            is_current: says_the_same(&verdict.definition, &tool.definition),
            diff: ToolDiff::between(
                before(verdict.number).map(|before| &*before.definition),
                Some(&verdict.definition),
            )
            .shortened(),
            definition: indent(&verdict.definition),
        })
        .collect()
}
