//! A part of a catalogue.

use std::{collections::HashMap, sync::Arc};

use super::{Catalogue, Named, Pages, Provider, searching::Source};

impl Catalogue {
    /// Those of its tools that `shows` lets through, and nothing else.
    pub(crate) fn with_tools(&self, shows: impl Fn(&str) -> bool) -> Self {
        let (mut targets, mut listed) = (HashMap::new(), Vec::new());
        for tool in self.lists().tools {
            if !shows(&tool.name) {
                continue;
            }
            if let Some((name, target)) = self.tools.targets.get_key_value(&*tool.name) {
                targets.insert(name.clone(), target.clone());
                listed.push(tool.definition.get().as_bytes().to_vec());
            }
        }
        let nothing = |key| Named {
            targets: Arc::default(),
            pages: Pages::new(key, &[]),
        };
        let is_needed = |member: &&Provider| targets.values().any(|it| it.server_id == member.server_id);
        let provider = |member: &Provider| Provider {
            capabilities: member.capabilities.of_tools(),
            ..member.clone()
        };
        let members = self.members.iter().filter(is_needed).map(provider).collect();
        let is_shown = |source: &&Source| targets.values().any(|it| it.server_id == source.server_id);
        let sources = self.sources.iter().filter(is_shown).cloned().collect();
        let narrowed = Self {
            tools: Named {
                targets: Arc::new(targets),
                pages: Pages::new("tools", &listed),
            },
            prompts: nothing("prompts"),
            resources: nothing("resources"),
            templates: Arc::default(),
            template_pages: Pages::new("resourceTemplates", &[]),
            members,
            sources,
            searching: None,
            index: Arc::default(),
            is_whole: false,
        };
        if self.is_searched() {
            narrowed.for_search()
        } else {
            narrowed
        }
    }
}
