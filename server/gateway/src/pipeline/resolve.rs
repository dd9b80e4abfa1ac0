//! From the parameters of a client's request to the server's own: another name, another progress token, no other byte.

use model::ServerId;
use serde_json::value::RawValue;

use super::{details::Details, stages::Clock};
use crate::{
    Error,
    catalogue::{Catalogue, Provider, Target},
    error::quoted,
    middleware::Chain,
    raw::{Malformed, RawObject, decode_string, is_string_or_number, write_string},
};

const META_KEYS: [&str; 1] = ["progressToken"];

/// A request whose server is known.
pub(crate) struct Forward {
    /// Where it goes, and what it is about.
    pub(crate) target: Target,
    /// The progress token as the client wrote it, when it wants to hear of progress.
    pub(crate) progress_token: Option<Box<str>>,
    /// The server's parameters up to the progress token.
    head: Vec<u8>,
    /// And behind it; empty without a token.
    tail: Vec<u8>,
    /// What its record tells of what is sent and answered.
    pub(crate) details: Details,
    /// Where its time goes.
    pub(crate) clock: Clock,
}

impl Forward {
    /// Prepares parameters, with some values replaced, for the server of a target.
    pub(crate) fn new(
        target: Target,
        params: &RawObject<'_>,
        replacements: &[(&str, &[u8])],
    ) -> Result<Self, Error> {
        let mut forward = Self {
            target,
            progress_token: None,
            head: Vec::new(),
            tail: Vec::new(),
            details: Details::default(),
            clock: Clock::default(),
        };
        if let Some((token, meta)) = meta_with_token(params)? {
            let (mut head, tail) = params.write_around("_meta", replacements);
            let (meta_head, mut meta_tail) = meta.write_around("progressToken", &[]);
            head.extend_from_slice(&meta_head);
            meta_tail.extend_from_slice(&tail);
            (forward.head, forward.tail, forward.progress_token) =
                (head, meta_tail, Some(token.get().into()));
        } else {
            params.write_with(&mut forward.head, replacements);
        }
        Ok(forward)
    }

    /// The same with other arguments.
    pub(crate) fn with_arguments(&self, arguments: &RawValue) -> Result<Self, Error> {
        let params = self.params(0);
        let text = std::str::from_utf8(&params).unwrap_or("{}");
        let params = RawObject::parse(text, &[]).map_err(|error| refused(&error))?;
        let arguments = arguments.get().as_bytes();
        let mut changed = Self::new(self.target.clone(), &params, &[("arguments", arguments)])?;
        changed.progress_token.clone_from(&self.progress_token);
        Ok(changed)
    }

    /// How large the parameters are, but for a progress token.
    pub(crate) fn bytes(&self) -> usize {
        self.head.len() + self.tail.len()
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

/// `tools/call`: the tool's server under the tool's own name.
pub(crate) fn tool_call(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Forward, Error> {
    let params = params.ok_or_else(|| invalid("tools/call needs params with the name of a tool"))?;
    let params = parse(params, &["name", "arguments", "_meta", "task"])?;
    let name = text(&params, "name")?;
    let tool = catalogue
        .tool(&name)
        .ok_or_else(|| Error::UnknownTool(quoted(&name)))?;
    if tool.set.is_empty() {
        return renamed(tool, &params, "name");
    }
    let (original, arguments) = (
        json_string(&tool.original),
        tool.set.with(params.get("arguments"))?,
    );
    Forward::new(
        tool.clone(),
        &params,
        &[("name", &original), ("arguments", &arguments)],
    )
}

/// `prompts/get`: the prompt's server under the prompt's own name.
pub(crate) fn prompt(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Forward, Error> {
    let params = params.ok_or_else(|| invalid("prompts/get needs params with the name of a prompt"))?;
    let params = parse(params, &["name", "arguments", "_meta"])?;
    let name = text(&params, "name")?;
    let prompt = catalogue
        .prompt(&name)
        .ok_or_else(|| Error::UnknownPrompt(quoted(&name)))?;
    renamed(prompt, &params, "name")
}

/// `resources/read` and its kin: the servers to ask, in order. A listed resource has one; one that a template makes has
/// that template's; any other URI may be known to each server that has resources.
pub(crate) fn resource(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Vec<Forward>, Error> {
    let params = params.ok_or_else(|| invalid("the request needs params with the uri of a resource"))?;
    let params = parse(params, &["uri", "_meta"])?;
    let uri = text(&params, "uri")?;
    if let Some(target) = catalogue.resource(&uri) {
        return Ok(vec![renamed(target, &params, "uri")?]);
    }
    let here = |server_id, chain: &Chain| Target::new(&uri, server_id, &uri).behind(chain.about(&uri));
    if let Some(template) = catalogue.template(&uri) {
        let target = here(template.server_id, &template.chain);
        return Ok(vec![Forward::new(target, &params, &[])?]);
    }
    let askable = catalogue
        .members()
        .iter()
        .filter(|member| member.capabilities.resources);
    let all: Vec<_> = askable
        .map(|member| Forward::new(here(member.server_id, &member.chain), &params, &[]))
        .collect::<Result<_, _>>()?;
    if all.is_empty() {
        return Err(Error::UnknownResource((*uri).into()));
    }
    Ok(all)
}

/// `completion/complete`: the server of the prompt or template whose argument is completed.
pub(crate) fn completion(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Forward, Error> {
    let params = params.ok_or_else(|| invalid("completion/complete needs params with a ref"))?;
    let params = parse(params, &["ref", "argument", "context", "_meta"])?;
    let raw = params
        .get("ref")
        .ok_or_else(|| invalid("params.ref must be an object"))?;
    let reference = parse(raw, &["type", "name", "uri"])?;
    let (field, target) = match &*text(&reference, "type")? {
        "ref/prompt" => {
            let name = text(&reference, "name")?;
            let prompt = catalogue.prompt(&name);
            ("name", prompt.ok_or_else(|| Error::UnknownPrompt(quoted(&name)))?)
        }
        "ref/resource" => {
            let uri = text(&reference, "uri")?;
            let owner = catalogue.template(&uri).or_else(|| catalogue.resource(&uri));
            ("uri", owner.ok_or_else(|| Error::UnknownResource((*uri).into()))?)
        }
        _ => return Err(invalid("params.ref.type must be ref/prompt or ref/resource")),
    };
    // A template keeps its text, and a text that it makes is completed as it is.
    let original = if field == "name" || target.exposed != target.original {
        Some(json_string(&target.original))
    } else {
        None
    };
    let mut named = Vec::new();
    match &original {
        Some(original) => reference.write_with(&mut named, &[(field, original)]),
        None => reference.write_with(&mut named, &[]),
    }
    Forward::new(target.clone(), &params, &[("ref", &named)])
}

/// A subscription to a resource, for each server that may have it.
pub(crate) fn subscription(catalogue: &Catalogue, uri: &str) -> Result<Vec<Forward>, Error> {
    let json = [b"{\"uri\":", &*json_string(uri), b"}"].concat();
    let params: Box<RawValue> = serde_json::from_slice(&json).expect("put together from valid JSON");
    resource(catalogue, Some(&params))
}

/// A request about a resource whose server is known.
pub(crate) fn about(target: &Target) -> Result<Forward, Error> {
    let json = [b"{\"uri\":", &*json_string(&target.original), b"}"].concat();
    let text = std::str::from_utf8(&json).unwrap_or("{}");
    let params = RawObject::parse(text, &[]).map_err(|error| refused(&error))?;
    Forward::new(target.clone(), &params, &[])
}

/// A method that the gateway does not know: some server may.
pub(crate) fn unknown(
    catalogue: &Catalogue,
    method: &str,
    params: Option<&RawValue>,
) -> Result<Vec<Forward>, Error> {
    if !catalogue.is_whole() {
        return Err(Error::UnknownMethod(quoted(method)));
    }
    let params = params.map(|params| parse(params, &["_meta"])).transpose()?;
    to_servers(catalogue.members().iter(), method, &params.unwrap_or_default())
}

/// A request about a task, which some server runs.
pub(crate) fn task(
    catalogue: &Catalogue,
    method: &str,
    params: Option<&RawValue>,
) -> Result<Vec<Forward>, Error> {
    let params = params
        .map(|params| parse(params, &["taskId", "_meta"]))
        .transpose()?;
    to_servers(task_runners(catalogue), method, &params.unwrap_or_default())
}

/// The servers that run tasks.
pub(crate) fn task_runners(catalogue: &Catalogue) -> impl Iterator<Item = &Provider> {
    catalogue.members().iter().filter(|member| member.runs_tasks)
}

fn to_servers<'a>(
    members: impl Iterator<Item = &'a Provider>,
    method: &str,
    params: &RawObject<'_>,
) -> Result<Vec<Forward>, Error> {
    let forwards: Vec<_> = members
        .map(|member| to_server(member.server_id, method, params))
        .collect::<Result<_, _>>()?;
    if forwards.is_empty() {
        return Err(Error::UnknownMethod(quoted(method)));
    }
    Ok(forwards)
}

/// A request about nothing in particular, as it is.
pub(crate) fn to_server(server_id: ServerId, method: &str, params: &RawObject<'_>) -> Result<Forward, Error> {
    to_server_with(server_id, method, params, &[])
}

/// As [`to_server`], with some values replaced.
pub(crate) fn to_server_with(
    server_id: ServerId,
    method: &str,
    params: &RawObject<'_>,
    replacements: &[(&str, &[u8])],
) -> Result<Forward, Error> {
    Forward::new(about_nothing(server_id, method), params, replacements)
}

/// The target of a request that is about nothing in particular.
pub(crate) fn about_nothing(server_id: ServerId, method: &str) -> Target {
    Target::new(method, server_id, method)
}

/// The text in a field.
pub(crate) fn text<'a>(object: &RawObject<'a>, field: &str) -> Result<std::borrow::Cow<'a, str>, Error> {
    object
        .get(field)
        .and_then(decode_string)
        .ok_or_else(|| invalid(&format!("params.{field} must be a string")))
}

/// The fields of params.
pub(crate) fn parse<'a>(params: &'a RawValue, keys: &[&'static str]) -> Result<RawObject<'a>, Error> {
    RawObject::parse(params.get(), keys).map_err(|error| refused(&error))
}

fn renamed(target: &Target, params: &RawObject<'_>, field: &str) -> Result<Forward, Error> {
    let original = json_string(&target.original);
    Forward::new(target.clone(), params, &[(field, &original)])
}

fn json_string(text: &str) -> Vec<u8> {
    let mut json = Vec::with_capacity(text.len() + 2);
    write_string(&mut json, text);
    json
}

/// `_meta`, if it asks for progress.
fn meta_with_token<'a>(params: &RawObject<'a>) -> Result<Option<(&'a RawValue, RawObject<'a>)>, Error> {
    let Some(meta) = params.get("_meta").filter(|meta| meta.get() != "null") else {
        return Ok(None);
    };
    let meta = parse(meta, &META_KEYS)?;
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
    Error::InvalidParams(format!("the params are refused: {error}"))
}

#[cfg(test)]
mod tests;
