//! From a form to what is stored.

use model::{FieldErrors, ServerId, ServerInput, ServerKind, Timestamp, UserId};
use store::ServerRecord;

use crate::{Caller, references, sealer::Sealer, secrets::Secrets};

/// A new server as a form describes it.
pub(crate) fn new(
    caller: &Caller,
    sealer: &Sealer,
    id: ServerId,
    owner: Option<UserId>,
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
pub(crate) fn empty(id: ServerId, owner: Option<UserId>, now: Timestamp) -> ServerRecord {
    ServerRecord {
        id,
        name: String::new(),
        description: String::new(),
        kind: ServerKind::Stdio,
        command: None,
        args: Vec::new(),
        cwd: None,
        url: None,
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
    owner: Option<UserId>,
    input: &ServerInput,
    stored: &Secrets,
    now: Timestamp,
) -> Result<ServerRecord, FieldErrors> {
    input.validate()?;
    let secrets = Secrets::of_input(input, stored)?;
    references::check(caller, input, &secrets)?;
    let (command, args, cwd, url) = if input.kind.is_remote() {
        (None, Vec::new(), None, Some(input.url.trim().to_owned()))
    } else {
        let mut words = input
            .words()
            .map_err(|problem| FieldErrors::of("command_line", problem))?;
        let args = words.split_off(1);
        (
            words.pop(),
            args,
            Some(input.cwd.trim().to_owned()).filter(|cwd| !cwd.is_empty()),
            None,
        )
    };
    Ok(ServerRecord {
        name: input.name.clone(),
        description: input.description.trim().to_owned(),
        kind: input.kind,
        command,
        args,
        cwd,
        url,
        secrets: secrets.seal(sealer, server.id),
        owner,
        updated_at: now,
        ..server.clone()
    })
}
