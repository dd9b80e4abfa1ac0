//! From a form to what is stored.

use model::{CallerSettings, FieldErrors, Owner, RunSettings, ServerId, ServerInput, ServerKind, Timestamp};
use store::ServerRecord;

use crate::{Caller, references, sealer::Sealer, secrets::Secrets};

/// A new server as a form describes it.
pub(crate) fn new(
    caller: &Caller,
    sealer: &Sealer,
    id: ServerId,
    owner: Owner,
    input: &ServerInput,
    now: Timestamp,
) -> Result<ServerRecord, FieldErrors> {
    changed(
        caller,
        sealer,
        &empty(id, owner, now),
        owner,
        input,
        &Secrets::default(),
        now,
    )
}

/// A server that is nothing yet.
pub(crate) fn empty(id: ServerId, owner: Owner, now: Timestamp) -> ServerRecord {
    ServerRecord {
        id,
        name: String::new(),
        description: String::new(),
        kind: ServerKind::Stdio,
        command: None,
        args: Vec::new(),
        cwd: None,
        url: None,
        namespace_id: None,
        oauth: None,
        caller: CallerSettings::default(),
        run: RunSettings::default(),
        secrets: Vec::new(),
        owner,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// A stored server as a form changes it. Fields that its kind does not use are emptied.
pub(crate) fn changed(
    caller: &Caller,
    sealer: &Sealer,
    server: &ServerRecord,
    owner: Owner,
    input: &ServerInput,
    stored: &Secrets,
    now: Timestamp,
) -> Result<ServerRecord, FieldErrors> {
    input.validate()?;
    let secrets = Secrets::of_input(input, stored)?;
    references::check(caller, input, &secrets)?;
    let run = input.parsed_run()?;
    let oauth = input.parsed_oauth()?;
    let told = input.parsed_caller()?;
    let changed = ServerRecord {
        name: input.name.clone(),
        description: input.description.trim().to_owned(),
        kind: input.kind,
        command: None,
        args: Vec::new(),
        cwd: None,
        url: None,
        namespace_id: None,
        oauth,
        caller: told,
        run,
        secrets: secrets.seal(sealer, server.id),
        owner,
        updated_at: now,
        ..server.clone()
    };
    Ok(match input.kind {
        ServerKind::Stdio => {
            let mut words = input
                .words()
                .map_err(|problem| FieldErrors::of("command_line", problem))?;
            let args = words.split_off(1);
            ServerRecord {
                command: words.pop(),
                args,
                cwd: Some(input.cwd.trim().to_owned()).filter(|cwd| !cwd.is_empty()),
                ..changed
            }
        }
        ServerKind::Sse | ServerKind::StreamableHttp => ServerRecord {
            url: Some(input.url.trim().to_owned()),
            ..changed
        },
        ServerKind::Namespace => ServerRecord {
            namespace_id: Some(
                input
                    .parsed_namespace_id()
                    .map_err(|problem| FieldErrors::of("namespace_id", problem))?,
            ),
            ..changed
        },
    })
}
