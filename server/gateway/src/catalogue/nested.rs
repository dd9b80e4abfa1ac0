//! A catalogue as what a server offers, for the namespace that contains it.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::{Catalogue, Pages};
use crate::{
    Definition, Offering,
    raw::{RawObject, decode_string},
};

impl Catalogue {
    /// Its lists, as its clients see them.
    pub(crate) fn lists(&self) -> Offering {
        Offering {
            tools: definitions(&self.tools.pages, "tools", "name"),
            prompts: definitions(&self.prompts.pages, "prompts", "name"),
            resources: definitions(&self.resources.pages, "resources", "uri"),
            templates: definitions(&self.template_pages, "resourceTemplates", "uriTemplate"),
            ..Offering::default()
        }
    }
}

/// Reads pages that were written here, so that a list need not be kept twice for the few that are nested.
fn definitions(pages: &Pages, key: &str, name: &str) -> Vec<Definition> {
    let mut all = Vec::new();
    for page in pages.all() {
        let text = std::str::from_utf8(page).unwrap_or("{}");
        let page = RawObject::parse(text, &[]).unwrap_or_default();
        let entries = page.get(key).map_or("[]", RawValue::get);
        let entries: Vec<&RawValue> = serde_json::from_str(entries).unwrap_or_default();
        for entry in entries {
            let object = RawObject::parse(entry.get(), &[]).unwrap_or_default();
            if let Some(name) = object.get(name).and_then(decode_string) {
                all.push(Definition {
                    name: name.into_owned(),
                    definition: Arc::from(entry.to_owned()),
                });
            }
        }
    }
    all
}
