//! How far an app reaches: to its own server, and there to what is for apps (SEP-1865, "Visibility").

use model::{AppMethod, AppRequestInput, InspectorTarget, NamespaceId};

use super::{Inspector, definition, meta};
use crate::{
    Error, Result, inspector::inspection::Inspection, installation::Installation, sync::snapshot::spec,
};

impl Inspector<'_> {
    /// Why an app that was opened for one tool does not get what it asks for; nothing where it does.
    pub(super) async fn refusal(
        &self,
        inspection: &Inspection,
        opened_for: &str,
        input: &AppRequestInput,
    ) -> Result<Option<String>> {
        let name = &input.name;
        if input.method == AppMethod::CallTool && !is_for_apps(inspection, name) {
            return Ok(Some(format!("the tool {name} is not for apps")));
        }
        let installation = self.inner.keeper.current().await?;
        let Some(namespace_id) = namespace_of(&installation, inspection.subject.target) else {
            return Ok(None);
        };
        match input.method {
            // Whose a resource is, nobody knows before it is read; those of apps are nobody's secret.
            AppMethod::ReadResource if name.starts_with("ui://") => Ok(None),
            AppMethod::ReadResource => Ok(Some(format!(
                "{name} may be another server's; inspect the app's own server to let it read"
            ))),
            AppMethod::CallTool => {
                let namespace = installation.namespace(namespace_id).ok_or(Error::NotFound)?;
                let (spec, gateway) = (spec(&installation, namespace), self.inner.parts.gateway.clone());
                // Milliseconds for thousands of tools, in which nobody else should wait.
                let listing = tokio::task::spawn_blocking(move || gateway.tool_list(&spec)).await;
                let listed = listing.map_err(|error| Error::Internal(error.into()))?.tools;
                let server = |name: &str| listed.iter().find(|it| it.exposed == name).map(|it| it.server_id);
                let is_own = server(name).is_some_and(|it| Some(it) == server(opened_for));
                Ok((!is_own).then(|| format!("{name} is no tool of the app's own server")))
            }
        }
    }
}

/// A tool that nobody has heard of says itself that it is not there.
fn is_for_apps(inspection: &Inspection, name: &str) -> bool {
    inspection
        .tool(name)
        .is_none_or(|tool| definition::audience(&meta(tool.get())).has_apps())
}

/// The namespace behind a target; nothing for a server that is one.
fn namespace_of(installation: &Installation, target: InspectorTarget) -> Option<NamespaceId> {
    match target {
        InspectorTarget::Endpoint(id) => installation.endpoint(id).map(|it| it.namespace_id),
        InspectorTarget::Namespace(id) => Some(id),
        InspectorTarget::Server(id) => installation.server(id)?.namespace_id,
    }
}
