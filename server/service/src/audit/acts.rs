//! Acts, read.

use model::{ActFilter, ActsView, Permission};

use super::{Audit, PAGE, page, view};
use crate::{Caller, Result};

/// The nouns of use cases that are acts, in alphabetical order.
const NOUNS: [&str; 19] = [
    "account",
    "api_keys",
    "approvals",
    "audit",
    "auth",
    "endpoints",
    "identities",
    "links",
    "namespaces",
    "oauth",
    "ownership",
    "people",
    "quick",
    "servers",
    "setup",
    "sign_in",
    "sign_ins",
    "teams",
    "transfer",
];

impl Audit<'_> {
    /// A page of the acts that pass a filter, the newest first, behind the one with a number.
    pub async fn acts(&self, caller: &Caller, filter: &ActFilter, behind: Option<i64>) -> Result<ActsView> {
        caller.require(Permission::Audit)?;
        let span = filter.span(self.inner.parts.clock.now());
        let audit = self.inner.parts.store.audit();
        let mut found = audit.acts(filter, span, behind, PAGE + 1).await?;
        let has_more = found.len() > page();
        found.truncate(page());
        Ok(ActsView {
            next: found.last().map(|row| row.seq).filter(|_| has_more),
            acts: found.into_iter().map(view::act).collect(),
            nouns: NOUNS.map(str::to_owned).to_vec(),
        })
    }
}
