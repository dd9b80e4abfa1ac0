//! Quick connect: paste anything, see it work, publish it.

pub(crate) mod arguments;
pub(crate) mod draft;
mod publish;
mod trial;

use std::sync::Arc;

use model::{
    CallableTool, Candidate, NamespaceId, Permission, QuickCreated, QuickDraft, ServerInput, ToolCallInput,
    ToolTrial, ToolView, check_server_name, join_command_line, recognise,
};
use url::Url;

use crate::{
    Caller, Endpoints, Error, Namespaces, Result, endpoints, servers::may_configure, services::Inner,
};

use draft::{Draft, Published};

const DEMO_NAME: &str = "demo";

/// Use cases of quick connect. Drafts live in memory, for half an hour, for the person who made them.
pub struct Quick<'a> {
    inner: &'a Arc<Inner>,
    at: &'a Url,
}

impl<'a> Quick<'a> {
    pub(crate) fn new(inner: &'a Arc<Inner>, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// Understands a text and tries every server in it, several at a time. Nothing is stored. `name` is for the one
    /// server, or for the endpoint over several.
    pub async fn probe(&self, caller: &Caller, text: String, name: Option<String>) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        let name = name
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        if let Some(name) = &name {
            check_server_name(name).map_err(|problem| Error::field("name", problem))?;
        }
        let mut recognised = recognise(&text)?;
        if let (Some(name), [only]) = (&name, &mut *recognised.servers) {
            only.input.name.clone_from(name);
        }
        self.try_out(caller, Some(recognised.format), name, recognised.servers)
            .await
    }

    /// The same with the built-in demo server, which needs no network.
    pub async fn demo(&self, caller: &Caller) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        let input = ServerInput {
            name: DEMO_NAME.to_owned(),
            command_line: join_command_line(&self.inner.parts.demo_command),
            ..ServerInput::default()
        };
        self.try_out(caller, None, None, vec![Candidate::from(input)])
            .await
    }

    /// A draft as it stands now.
    pub async fn draft(&self, caller: &Caller, id: &str) -> Result<QuickDraft> {
        caller.require(Permission::Look)?;
        let draft = self.find(caller, id)?;
        self.view(caller, id, &draft).await
    }

    /// Makes the servers, a namespace, an endpoint and a key of a draft, all private to the caller and all in one
    /// transaction. A second time it returns what the first made.
    pub async fn create(&self, caller: &Caller, id: &str) -> Result<QuickDraft> {
        caller.require(Permission::KeepOwn)?;
        let draft = self.find(caller, id)?;
        let (inner, publisher, task_draft) = (Arc::clone(self.inner), caller.clone(), Arc::clone(&draft));
        // A task of its own: a caller who goes away between commit and answer must find the key when they come back.
        let task = async move { publish::once(&inner, &publisher, &task_draft).await };
        self.inner
            .parts
            .tasks
            .spawn(task)
            .await
            .map_err(Error::internal)??;
        self.view(caller, id, &draft).await
    }

    /// Calls a tool of the endpoint that was made of a draft. The draft keeps what came back, and what was typed even
    /// when the call could not be made.
    pub async fn call_tool(&self, caller: &Caller, id: &str, input: ToolCallInput) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let draft = self.find(caller, id)?;
        let endpoint = draft.published().ok_or(Error::NotFound)?.endpoint.id;
        let asked = ToolTrial { input, answer: None };
        if !asked.input.is_too_long() {
            draft.set_trial(asked.clone());
        }
        let answer = Endpoints::new(self.inner, self.at)
            .call_tool(caller, endpoint, &asked.input)
            .await?;
        draft.set_trial(ToolTrial {
            answer: Some(answer),
            ..asked
        });
        Ok(())
    }

    fn find(&self, caller: &Caller, id: &str) -> Result<Arc<Draft>> {
        self.inner
            .drafts
            .find(caller.user_id, id, self.inner.parts.clock.instant())
            .ok_or(Error::NotFound)
    }

    async fn try_out(
        &self,
        caller: &Caller,
        format: Option<model::PasteFormat>,
        name: Option<String>,
        candidates: Vec<Candidate>,
    ) -> Result<String> {
        // Trying runs the command, whatever comes of it.
        candidates
            .iter()
            .try_for_each(|candidate| may_configure(caller, candidate.input.kind))?;
        let now = self.inner.parts.clock.now();
        let servers = trial::of_all(self.inner, caller, candidates, now).await?;
        let draft = Draft::new(format, name, servers);
        let made_at = self.inner.parts.clock.instant();
        Ok(self.inner.drafts.put(caller.user_id, draft, made_at))
    }

    async fn view(&self, caller: &Caller, id: &str, draft: &Draft) -> Result<QuickDraft> {
        let published = draft.published();
        let created = match &published {
            Some(published) => Some(self.created(caller, published).await?),
            None => None,
        };
        Ok(QuickDraft {
            id: id.to_owned(),
            format: draft.format,
            servers: draft.servers.iter().map(trial::Tried::view).collect(),
            first_call: published
                .and_then(|published| draft.first_call(published.endpoint.id, &self.inner.parts.recorder)),
            created,
            trial: draft.trial(),
        })
    }

    async fn created(&self, caller: &Caller, published: &Published) -> Result<QuickCreated> {
        let installation = self.inner.keeper.current().await?;
        // Somebody may have renamed or deleted it since.
        let endpoint = installation
            .endpoint(published.endpoint.id)
            .unwrap_or(&published.endpoint);
        Ok(QuickCreated {
            servers: published.servers.clone(),
            namespace_id: published.endpoint.namespace_id,
            namespace: published.namespace.clone(),
            endpoint: endpoints::view::of(self.inner, self.at, caller, &installation, endpoint),
            key: published.key.clone(),
            tools: self.callable(caller, endpoint.namespace_id).await?,
        })
    }

    /// What clients of a namespace see; nothing when it is gone.
    async fn callable(&self, caller: &Caller, namespace: NamespaceId) -> Result<Vec<CallableTool>> {
        let namespace = match Namespaces::new(self.inner).get(caller, namespace).await {
            Err(Error::NotFound) => return Ok(Vec::new()),
            namespace => namespace?,
        };
        Ok(namespace.shown_tools().map(callable).collect())
    }
}

fn callable(tool: ToolView) -> CallableTool {
    CallableTool {
        about: tool.first_line().to_owned(),
        arguments: arguments::to_fill(&tool.input_schema),
        hints: tool.hints,
        name: tool.exposed_name,
    }
}
