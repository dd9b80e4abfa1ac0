//! What clients would get after an edit that is not saved.

use std::collections::{HashMap, HashSet};

use gateway::{ListedTool, ToolList};
use model::{
    FieldErrors, NameChange, NamespaceId, NamespaceInput, NamespacePreview, Permission, PreviewName, Problem,
    ServerId,
};
use uuid::Uuid;

use super::{
    Namespaces,
    chosen::{check_names, choose, spec},
};
use crate::{
    Caller, Error, Result,
    sync::snapshot,
    visibility::{changeable, may_see, owner_for, owner_of_new},
};

/// Names that are told; of the rest it is told how many they are.
const MOST_NAMES: usize = 1000;

impl Namespaces<'_> {
    /// What clients would get were this form saved: for a namespace that is there, or for a new one.
    pub async fn preview(
        &self,
        caller: &Caller,
        id: Option<NamespaceId>,
        input: NamespaceInput,
    ) -> Result<NamespacePreview> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let saved = match id {
            Some(id) => Some(changeable(caller, installation.namespace(id))?),
            None => None,
        };
        let owner = match saved {
            Some(saved) => owner_for(caller, saved.owner, input.visibility)?,
            None => owner_of_new(caller, input.visibility)?,
        };
        // No namespace has this id: a new one has nothing yet to say about tools.
        let id = id.unwrap_or_else(|| NamespaceId::from_uuid(Uuid::nil()));
        let present: Vec<ServerId> = installation.members(id).map(|member| member.server_id).collect();
        let chosen = choose(caller, &installation, owner, &input, &present)?;
        let collisions = match check_names(&installation, id, input.naming, &chosen) {
            Err(Error::Invalid(errors)) => problems(&errors),
            other => other.map(|()| Vec::new())?,
        };
        let (after, cost, search) = self.listed(spec(&installation, id, &input, &chosen)).await?;
        let (before, cost_before) = match saved {
            Some(saved) => {
                let (list, cost, _) = self.listed(snapshot::spec(&installation, saved)).await?;
                (list, Some(cost))
            }
            None => (ToolList::default(), None),
        };
        let mut names = names(&before.tools, &after.tools, |server| {
            let server = installation.server(server);
            let server = server.filter(|server| may_see(caller, *server));
            server.map(|server| server.name.clone()).unwrap_or_default()
        });
        let more_names = names.len().saturating_sub(MOST_NAMES);
        names.truncate(MOST_NAMES);
        Ok(NamespacePreview {
            before: cost_before,
            after: cost,
            search,
            names,
            more_names,
            collisions,
        })
    }
}

fn problems(errors: &FieldErrors) -> Vec<Problem> {
    let problems = errors.iter().flat_map(|(_, problems)| problems);
    problems.cloned().collect()
}

/// Each name of the list after an edit with what became of it, and then those that are gone.
fn names(
    before: &[ListedTool],
    after: &[ListedTool],
    server: impl Fn(ServerId) -> String,
) -> Vec<PreviewName> {
    let tool = |listed: &ListedTool| (listed.server_id, listed.original.clone());
    let now: HashSet<&str> = after.iter().map(|listed| &*listed.exposed).collect();
    let same: HashMap<&str, _> = before.iter().map(|it| (&*it.exposed, tool(it))).collect();
    // What lost its name, by the tool: under a new name it is renamed.
    let mut lost: HashMap<_, &str> = before
        .iter()
        .filter(|listed| !now.contains(&*listed.exposed))
        .map(|listed| (tool(listed), &*listed.exposed))
        .collect();
    let mut named = Vec::with_capacity(after.len());
    for listed in after {
        let change = if same.get(&*listed.exposed) == Some(&tool(listed)) {
            NameChange::Same
        } else if let Some(old) = lost.remove(&tool(listed)) {
            NameChange::Renamed(old.to_owned())
        } else {
            NameChange::New
        };
        named.push(PreviewName {
            name: listed.exposed.clone(),
            server: server(listed.server_id),
            change,
        });
    }
    let gone = before
        .iter()
        .filter(|listed| lost.get(&tool(listed)) == Some(&&*listed.exposed));
    named.extend(gone.map(|listed| PreviewName {
        name: listed.exposed.clone(),
        server: server(listed.server_id),
        change: NameChange::Gone,
    }));
    named
}
