//! From the parameters of `tools/call` to the upstream's own: another name, another progress token, no other byte.

use serde_json::value::RawValue;

use crate::{
    Error,
    catalogue::{Catalogue, Tool},
    error::quoted,
    raw::{Malformed, RawObject, decode_string, is_string_or_number, write_string},
};

const KEYS: [&str; 3] = ["name", "arguments", "_meta"];
const META_KEYS: [&str; 1] = ["progressToken"];

/// A call whose target is known.
pub(crate) struct ToolCall {
    /// Where it goes.
    pub(crate) tool: Tool,
    /// The progress token as the client wrote it, when it wants to hear of progress.
    pub(crate) progress_token: Option<Box<str>>,
    /// The upstream's parameters up to the progress token.
    head: Vec<u8>,
    /// And behind it; empty without a token.
    tail: Vec<u8>,
}

impl ToolCall {
    /// Finds the tool and prepares the parameters for its server.
    pub(crate) fn prepare(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Self, Error> {
        let params = params.ok_or_else(|| invalid("tools/call needs params with the name of a tool"))?;
        let params = RawObject::parse(params.get(), &KEYS).map_err(|error| refused(&error))?;
        let name = params
            .get("name")
            .and_then(decode_string)
            .ok_or_else(|| invalid("params.name must be a string"))?;
        let tool = catalogue
            .tool(&name)
            .ok_or_else(|| Error::UnknownTool(quoted(&name)))?
            .clone();

        let mut original = Vec::with_capacity(tool.original.len() + 2);
        write_string(&mut original, &tool.original);
        let rename: [(&str, &[u8]); 1] = [("name", &original)];
        let mut call = Self {
            tool,
            progress_token: None,
            head: Vec::new(),
            tail: Vec::new(),
        };
        if let Some((token, meta)) = meta_with_token(&params)? {
            let (mut head, tail) = params.write_around("_meta", &rename);
            let (meta_head, mut meta_tail) = meta.write_around("progressToken", &[]);
            head.extend_from_slice(&meta_head);
            meta_tail.extend_from_slice(&tail);
            (call.head, call.tail, call.progress_token) = (head, meta_tail, Some(token.get().into()));
        } else {
            params.write_with(&mut call.head, &rename);
        }
        Ok(call)
    }

    /// The parameters with our own progress token.
    pub(crate) fn params(&self, token: u64) -> Vec<u8> {
        if self.progress_token.is_none() {
            return self.head.clone();
        }
        let token = token.to_string();
        [&*self.head, token.as_bytes(), &*self.tail].concat()
    }
}

/// `_meta`, if it asks for progress.
fn meta_with_token<'a>(params: &RawObject<'a>) -> Result<Option<(&'a RawValue, RawObject<'a>)>, Error> {
    let Some(meta) = params.get("_meta").filter(|meta| meta.get() != "null") else {
        return Ok(None);
    };
    let meta = RawObject::parse(meta.get(), &META_KEYS).map_err(|error| refused(&error))?;
    match meta.get("progressToken") {
        Some(token) if is_string_or_number(token) => Ok(Some((token, meta))),
        Some(token) if token.get() != "null" => {
            Err(invalid("_meta.progressToken must be a string or a number"))
        }
        _ => Ok(None),
    }
}

fn invalid(what: &str) -> Error {
    Error::InvalidParams(what.to_owned())
}

fn refused(error: &Malformed) -> Error {
    Error::InvalidParams(format!("the params of tools/call are refused: {error}"))
}

#[cfg(test)]
mod tests;
