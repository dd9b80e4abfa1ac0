//! Lists what an upstream offers, all pages of it.

use std::{borrow::Cow, collections::HashSet, sync::Arc, time::Duration};

use serde_json::value::RawValue;
use tracing::warn;

use super::{
    caller::Beside,
    connection::Connection,
    error::{UpstreamError, UpstreamErrorKind},
    failure::{self, Explanation},
    handshake::describe_error,
    limits::Limits,
    modern::LISTEN,
};
use crate::{
    raw::{RawObject, decode_string, write_string},
    spec::{CacheHint, Definition, Offering},
};

/// The ending of methods that list something.
const LIST: &str = "/list";

/// No list is so long. One page may hold all of it.
const MAX_ENTRIES: usize = 20_000;

/// No list has so many pages.
const MAX_PAGES: usize = 1000;

/// The code of an answer to a method that a server does not have.
const METHOD_NOT_FOUND: i64 = -32601;

/// A list of a server.
struct List {
    method: &'static str,
    /// Where the entries stand in the result.
    entries: &'static str,
    /// What names an entry.
    name: &'static str,
}

const TOOLS: List = List {
    method: "tools/list",
    entries: "tools",
    name: "name",
};
const PROMPTS: List = List {
    method: "prompts/list",
    entries: "prompts",
    name: "name",
};
const RESOURCES: List = List {
    method: "resources/list",
    entries: "resources",
    name: "uri",
};
const TEMPLATES: List = List {
    method: "resources/templates/list",
    entries: "resourceTemplates",
    name: "uriTemplate",
};

/// The method looks at what a server offers and uses nothing of it.
pub(super) fn is_look(method: &str) -> bool {
    method.ends_with(LIST) || method == LISTEN
}

/// Everything that a server offers. `limit` is for each page. Tools must be there; another list that cannot be read
/// counts as empty, since it must not cost the tools.
pub(super) async fn list(connection: &Arc<Connection>, limit: Duration) -> Result<Offering, UpstreamError> {
    let tools = list_one(connection, limit, &TOOLS).await?;
    let mut hint = tools.hint;
    let agreed = connection.core().agreed.load_full();
    let (capabilities, extras, instructions) = agreed.map_or_else(Default::default, |agreed| {
        (
            agreed.capabilities,
            agreed.extras.clone(),
            agreed.instructions.clone(),
        )
    });
    let mut other = async |is_declared: bool, list: &List| {
        if !is_declared {
            return Vec::new();
        }
        let found = list_one(connection, limit, list)
            .await
            .inspect_err(|error| warn!(%error, method = list.method, "could not list what a server offers"))
            .unwrap_or_default();
        hint = hint.and(found.hint);
        found.entries
    };
    let prompts = other(capabilities.prompts, &PROMPTS).await;
    let resources = other(capabilities.resources, &RESOURCES).await;
    let templates = other(capabilities.resources, &TEMPLATES).await;
    Ok(Offering {
        capabilities,
        extras,
        instructions,
        hint,
        tools: tools.entries,
        prompts,
        resources,
        templates,
    })
}

async fn list_one(
    connection: &Arc<Connection>,
    limit: Duration,
    list: &List,
) -> Result<Found, UpstreamError> {
    let mut found = Found::default();
    let mut cursors = HashSet::new();
    let mut params = None;
    loop {
        let answer = connection
            .begin()
            .send(
                list.method,
                params.as_deref(),
                Limits::within(limit),
                Beside::default(),
                None,
            )
            .await?;
        let Some(result) = answer.result() else {
            // Servers that do not have such things at all may say so in this way.
            return if answer.error_code() == Some(METHOD_NOT_FOUND) {
                Ok(Found::default())
            } else {
                let error = describe_error(answer.error().unwrap_or_default());
                Err(bad(connection, failure::no_list(list.entries, &error)))
            };
        };
        let malformed = |why: &dyn std::fmt::Display| {
            bad(
                connection,
                failure::malformed_answer(list.method, &why.to_string()),
            )
        };
        let text = std::str::from_utf8(result).map_err(|error| malformed(&error))?;
        let page =
            RawObject::parse(text, &[list.entries, "nextCursor"]).map_err(|error| malformed(&error))?;
        let entries = page
            .get(list.entries)
            .ok_or_else(|| malformed(&format!("missing field `{}`", list.entries)))?;
        let entries: Vec<&RawValue> =
            serde_json::from_str(entries.get()).map_err(|error| malformed(&error))?;
        found.hint = found.hint.and(hint(&page));
        for entry in entries {
            found.add(entry, list, &connection.core().server);
        }
        let Some(cursor) = page.get("nextCursor").and_then(decode_string) else {
            return Ok(found);
        };
        if found.entries.len() > MAX_ENTRIES || cursors.len() >= MAX_PAGES {
            return Err(bad(
                connection,
                failure::endless_list(list.entries, "it is too long"),
            ));
        }
        params = Some(cursor_params(&cursor));
        if !cursors.insert(cursor.into_owned()) {
            return Err(bad(
                connection,
                failure::endless_list(list.entries, "a page comes twice"),
            ));
        }
    }
}

/// The entries of a list so far.
#[derive(Default)]
struct Found {
    entries: Vec<Definition>,
    names: HashSet<String>,
    hint: CacheHint,
}

impl Found {
    fn add(&mut self, entry: &RawValue, list: &List, server: &str) {
        let object = RawObject::parse(entry.get(), &[]).ok();
        let name = object
            .as_ref()
            .and_then(|object| object.get(list.name))
            .and_then(decode_string)
            .map(Cow::into_owned);
        match name {
            Some(name) if self.names.insert(name.clone()) => self.entries.push(Definition {
                name,
                definition: Arc::from(entry.to_owned()),
            }),
            Some(name) => {
                warn!(server.name = server, list = list.entries, %name, "a server lists a name twice; the first counts");
            }
            None => {
                warn!(
                    server.name = server,
                    list = list.entries,
                    "a server lists something without a name"
                );
            }
        }
    }
}

/// What a page says of itself.
fn hint(page: &RawObject<'_>) -> CacheHint {
    CacheHint {
        ttl_ms: page.get("ttlMs").and_then(|ttl| ttl.get().parse().ok()),
        is_private: page.get("cacheScope").and_then(decode_string).as_deref() == Some("private"),
    }
}

fn cursor_params(cursor: &str) -> Vec<u8> {
    let mut params = br#"{"cursor":"#.to_vec();
    write_string(&mut params, cursor);
    params.push(b'}');
    params
}

fn bad(connection: &Connection, why: Explanation) -> UpstreamError {
    connection.core().error(
        UpstreamErrorKind::BadAnswer,
        why,
        &connection.core().evidence.stderr(),
    )
}

#[cfg(test)]
mod tests {
    use super::{CacheHint, hint};
    use crate::raw::RawObject;

    #[test]
    fn reads_how_long_a_page_may_be_kept() {
        let of = |text| hint(&RawObject::parse(text, &[]).expect("an object"));
        let given = of(r#"{"ttlMs":300,"cacheScope":"private"}"#);
        assert_eq!((given.ttl_ms, given.is_private), (Some(300), true));
        assert_eq!(of(r#"{"cacheScope":"public"}"#), CacheHint::default());
        assert_eq!(of(r#"{"ttlMs":-1}"#), CacheHint::default());
        let both = given.and(CacheHint {
            ttl_ms: Some(20),
            is_private: false,
        });
        assert_eq!((both.ttl_ms, both.is_private), (Some(20), true));
    }
}
