//! What the tools of a namespace cost the models that read them.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use gateway::{NamespaceSpec, ToolList};
use model::{ListCost, NamespaceCosts, NamespaceId, Permission, ServerId, TokenCost, ToolId};

use super::{Namespaces, names};
use crate::{Caller, Result, sync::snapshot::spec, token_counter::TokenCounter, visibility::visible};

impl Namespaces<'_> {
    /// What its tools cost, all together, by server and one by one. What is listed is counted as it is sent.
    pub async fn costs(&self, caller: &Caller, id: NamespaceId) -> Result<NamespaceCosts> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        let (namespace, gateway) = (namespace.clone(), self.inner.parts.gateway.clone());
        let installation = Arc::clone(&installation);
        let counting = move |counter: &TokenCounter| {
            let list = gateway.tool_list(&spec(&installation, &namespace));
            let by_name: BTreeMap<&str, TokenCost> = list
                .tools
                .iter()
                .map(|tool| (&*tool.exposed, counter.count(tool.definition.get())))
                .collect();
            let names = names::exposed_tools(&installation, &namespace);
            let (mut tools, mut servers) = (BTreeMap::<ToolId, _>::new(), BTreeMap::<ServerId, _>::new());
            for member in installation.members(namespace.id).filter(|member| member.enabled) {
                let mut all = TokenCost::default();
                for tool in installation.present_tools(member.server_id) {
                    let name = names.get(&tool.id);
                    let is_on = installation.is_tool_on(namespace.id, tool.id);
                    if let Some(cost) = name.and_then(|name| by_name.get(&**name)).filter(|_| is_on) {
                        tools.insert(tool.id, *cost);
                        all += *cost;
                    }
                }
                servers.insert(member.server_id, all);
            }
            NamespaceCosts {
                list: of_pages(counter, list.tools.len(), &list.pages),
                search: of_search(counter, &list),
                tools,
                servers,
            }
        };
        self.inner.token_counter.run(counting).await
    }

    /// The list of a namespace that is like this, with what it costs.
    pub(super) async fn listed(&self, spec: NamespaceSpec) -> Result<(ToolList, ListCost, ListCost)> {
        let gateway = self.inner.parts.gateway.clone();
        let counting = move |counter: &TokenCounter| {
            let list = gateway.tool_list(&spec);
            let cost = of_pages(counter, list.tools.len(), &list.pages);
            let search = of_search(counter, &list);
            (list, cost, search)
        };
        self.inner.token_counter.run(counting).await
    }
}

fn of_search(counter: &TokenCounter, list: &ToolList) -> ListCost {
    of_pages(counter, list.search_tools, &list.search)
}

fn of_pages(counter: &TokenCounter, tools: usize, pages: &[Bytes]) -> ListCost {
    let texts = pages.iter().map(|page| String::from_utf8_lossy(page));
    ListCost {
        tools,
        bytes: pages.iter().map(Bytes::len).sum(),
        tokens: texts.map(|text| counter.count(&text)).sum(),
    }
}
