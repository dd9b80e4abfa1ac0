//! What clients of a namespace get, or would get, when they ask for its tools.

use std::sync::Arc;

use bytes::Bytes;
use model::ServerId;
use serde_json::value::RawValue;

use super::{Registry, views::Offerings};
use crate::{
    NamespaceSpec,
    catalogue::{Catalogue, List, TOOLS_OF_SEARCH},
};

/// The answers to `tools/list`, byte for byte, and what stands in them.
#[derive(Debug, Clone, Default)]
pub struct ToolList {
    /// All pages of the whole list.
    pub pages: Vec<Bytes>,
    /// The list of an endpoint whose clients search.
    pub search: Vec<Bytes>,
    /// How many tools that has.
    pub search_tools: usize,
    /// The tools of the whole list, in its order.
    pub tools: Vec<ListedTool>,
}

/// A tool as clients see it.
#[derive(Debug, Clone)]
pub struct ListedTool {
    /// Its name for clients.
    pub exposed: String,
    /// Whose it is; behind a server that stands for a namespace, the server there.
    pub server_id: ServerId,
    /// Its name there.
    pub original: String,
    /// What clients read.
    pub definition: Arc<RawValue>,
}

impl Registry {
    /// The tools of a namespace that is like this, whether it is configured or not, with what its servers offer to everybody.
    /// Not for the data path.
    pub(crate) fn tool_list(&self, spec: &NamespaceSpec) -> ToolList {
        let catalogue = {
            let sources = self.sources();
            let built = |id| sources.built.get(&id).cloned();
            sources
                .build(spec, self.first_list_wait, &Offerings::new(), built)
                .catalogue
        };
        let tools = catalogue.lists().tools.into_iter();
        let tools = tools.filter_map(|tool| listed(&catalogue, tool));
        ToolList {
            pages: catalogue.pages_of(List::Tools).to_vec(),
            search: catalogue.for_search().pages_of(List::Tools).to_vec(),
            search_tools: TOOLS_OF_SEARCH,
            tools: tools.collect(),
        }
    }
}

fn listed(catalogue: &Catalogue, tool: crate::Definition) -> Option<ListedTool> {
    let target = catalogue.tool(&tool.name)?;
    Some(ListedTool {
        server_id: target.server_id,
        original: target.original.to_string(),
        exposed: tool.name,
        definition: tool.definition,
    })
}
