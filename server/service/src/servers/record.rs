//! From a form to what is stored.

use model::{FieldErrors, ServerId, ServerInput, Timestamp, UserId};
use store::ServerRecord;

use crate::{sealer::Sealer, secrets::Secrets};

/// A new server as a form describes it.
pub(crate) fn new(
    sealer: &Sealer,
    id: ServerId,
    owner: Option<UserId>,
    input: &ServerInput,
    now: Timestamp,
) -> Result<ServerRecord, FieldErrors> {
    let empty = ServerRecord {
        id,
        name: String::new(),
        description: String::new(),
        kind: input.kind,
        command: None,
        args: Vec::new(),
        cwd: None,
        url: None,
        secrets: Vec::new(),
        owner,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    changed(sealer, &empty, owner, input, &Secrets::default(), now)
}

/// A stored server as a form changes it. Fields that its kind does not use are emptied.
pub(crate) fn changed(
    sealer: &Sealer,
    server: &ServerRecord,
    owner: Option<UserId>,
    input: &ServerInput,
    stored: &Secrets,
    now: Timestamp,
) -> Result<ServerRecord, FieldErrors> {
    input.validate()?;
    let secrets = Secrets::of_input(input, stored)?;
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
