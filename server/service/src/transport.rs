//! How the gateway reaches a server, from what is saved or from what was pasted.

use std::path::PathBuf;

use gateway::TransportSpec;
use model::{FieldErrors, ServerInput, ServerKind};
use store::ServerRecord;

use crate::{Caller, references, secrets::Secrets};

const AUTHORIZATION: &str = "Authorization";

/// The transport of a saved server.
pub(crate) fn of_record(server: &ServerRecord, secrets: Secrets) -> TransportSpec {
    match server.kind {
        ServerKind::Stdio => TransportSpec::Stdio {
            command: server.command.clone().unwrap_or_default(),
            args: server.args.clone(),
            env: secrets.env,
            cwd: server.cwd.as_ref().map(PathBuf::from),
        },
        kind @ (ServerKind::Sse | ServerKind::StreamableHttp) => {
            remote(kind, server.url.clone().unwrap_or_default(), secrets)
        }
        ServerKind::Namespace => TransportSpec::Namespace {
            namespace_id: server
                .namespace_id
                .expect("the store reads no such server without"),
        },
    }
}

/// The transport of a server that is not saved (yet), as far as the caller may configure it.
pub(crate) fn of_input(caller: &Caller, input: &ServerInput) -> Result<TransportSpec, FieldErrors> {
    input.validate()?;
    let secrets = Secrets::of_input(input, &Secrets::default())?;
    references::check(caller, input, &secrets)?;
    match input.kind {
        ServerKind::Stdio => {
            let mut words = input
                .words()
                .map_err(|problem| FieldErrors::of("command_line", problem))?
                .into_iter();
            Ok(TransportSpec::Stdio {
                command: words.next().unwrap_or_default(),
                args: words.collect(),
                env: secrets.env,
                cwd: Some(input.cwd.trim())
                    .filter(|cwd| !cwd.is_empty())
                    .map(PathBuf::from),
            })
        }
        kind @ (ServerKind::Sse | ServerKind::StreamableHttp) => {
            Ok(remote(kind, input.url.trim().to_owned(), secrets))
        }
        ServerKind::Namespace => match input.parsed_namespace_id() {
            Ok(namespace_id) => Ok(TransportSpec::Namespace { namespace_id }),
            Err(problem) => Err(FieldErrors::of("namespace_id", problem)),
        },
    }
}

fn remote(kind: ServerKind, url: String, secrets: Secrets) -> TransportSpec {
    let mut headers = secrets.headers;
    if let Some(token) = secrets.bearer_token {
        // A header written by hand wins: whoever writes it knows the scheme that the server wants.
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(AUTHORIZATION))
        {
            headers.push((AUTHORIZATION.to_owned(), format!("Bearer {token}")));
        }
    }
    if kind == ServerKind::Sse {
        TransportSpec::Sse { url, headers }
    } else {
        TransportSpec::StreamableHttp { url, headers }
    }
}
