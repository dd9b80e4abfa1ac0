//! Lists the tools of an upstream, all pages of them.

use std::{borrow::Cow, collections::HashSet, sync::Arc, time::Duration};

use serde::Deserialize;
use serde_json::value::RawValue;
use tracing::warn;

use super::{
    connection::Connection,
    error::{UpstreamError, UpstreamErrorKind},
    failure::{self, Explanation},
    handshake::describe_error,
};
use crate::{raw::write_string, spec::ToolDefinition};

/// The method that lists tools.
pub(super) const LIST: &str = "tools/list";

/// No list of tools is so long. One page may hold all of them.
const MAX_TOOLS: usize = 20_000;

/// No list has so many pages.
const MAX_PAGES: usize = 1000;

/// The code of an answer to a method that a server does not have.
const METHOD_NOT_FOUND: i64 = -32601;

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    tools: Vec<&'a RawValue>,
    #[serde(borrow, default, rename = "nextCursor")]
    next_cursor: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct ErrorCode {
    code: i64,
}

/// All tools in the server's order. `limit` is for each page.
pub(super) async fn list_tools(
    connection: &Arc<Connection>,
    limit: Duration,
) -> Result<Vec<ToolDefinition>, UpstreamError> {
    let mut tools = Vec::new();
    let mut names = HashSet::new();
    let mut cursors = HashSet::new();
    let mut params = None;
    loop {
        let answer = connection
            .begin()
            .send(LIST, params.as_deref(), limit, None)
            .await?;
        let Some(result) = answer.result() else {
            let error = answer.error().unwrap_or_default();
            // Servers that only have prompts or resources may say so in this way.
            return if is_method_not_found(error) {
                Ok(Vec::new())
            } else {
                Err(bad(connection, failure::no_tool_list(&describe_error(error))))
            };
        };
        let page: Page<'_> = serde_json::from_slice(result)
            .map_err(|error| bad(connection, failure::malformed_answer(LIST, &error.to_string())))?;
        for definition in page.tools {
            match serde_json::from_str::<Named<'_>>(definition.get()) {
                Ok(Named { name }) if names.insert(name.clone().into_owned()) => {
                    tools.push(ToolDefinition {
                        name: name.into_owned(),
                        definition: Arc::from(definition.to_owned()),
                    });
                }
                Ok(Named { name }) => {
                    warn!(server.name = %connection.core().server, %name, "a server has two tools of one name; the first counts");
                }
                Err(_) => {
                    warn!(server.name = %connection.core().server, "a server has a tool without a name");
                }
            }
        }
        let Some(cursor) = page.next_cursor else {
            return Ok(tools);
        };
        if tools.len() > MAX_TOOLS || cursors.len() >= MAX_PAGES {
            return Err(bad(connection, failure::too_many_tools("it is too long")));
        }
        params = Some(cursor_params(&cursor));
        if !cursors.insert(cursor.into_owned()) {
            return Err(bad(connection, failure::too_many_tools("a page comes twice")));
        }
    }
}

fn cursor_params(cursor: &str) -> Vec<u8> {
    let mut params = br#"{"cursor":"#.to_vec();
    write_string(&mut params, cursor);
    params.push(b'}');
    params
}

fn is_method_not_found(error: &[u8]) -> bool {
    serde_json::from_slice::<ErrorCode>(error).is_ok_and(|error| error.code == METHOD_NOT_FOUND)
}

fn bad(connection: &Connection, why: Explanation) -> UpstreamError {
    connection.core().error(
        UpstreamErrorKind::BadAnswer,
        why,
        &connection.core().evidence.stderr(),
    )
}
