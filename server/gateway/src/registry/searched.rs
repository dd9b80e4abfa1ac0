//! Namespaces for clients that search their tools.

use std::sync::Arc;

use model::ToolListing;

use super::{Introduced, Namespace};
use crate::catalogue::instructions;

/// A rule of thumb, for JSON in English; that it decides the same for all models matters more than that it is exact.
const BYTES_PER_TOKEN: usize = 4;

impl Namespace {
    /// The namespace as an endpoint lists it.
    pub(super) fn listed(self: &Arc<Self>, listing: ToolListing) -> Arc<Self> {
        let is_searched = match listing {
            ToolListing::Full => false,
            ToolListing::Search => true,
            ToolListing::Auto(budget) => {
                let tokens = self.catalogue.list_bytes() / BYTES_PER_TOKEN;
                tokens > usize::try_from(budget).unwrap_or(usize::MAX)
            }
        };
        if is_searched {
            self.searched.get_or_init(|| Arc::new(self.for_search())).clone()
        } else {
            self.clone()
        }
    }

    /// The same for clients that search: everything in it can be called, and they are told how to find it.
    fn for_search(&self) -> Self {
        let told = self.summary.after(&instructions(&self.catalogue));
        Self {
            introduction: Introduced {
                members: told.members(self.is_settled),
                server_info: self.introduction.server_info.clone(),
            },
            catalogue: self.catalogue.for_search(),
            summary: self.summary.clone(),
            is_settled: self.is_settled,
            searched: std::sync::OnceLock::new(),
            incomplete_until: self.incomplete_until,
        }
    }
}
