//! Adding what people paste.

use std::collections::HashSet;

use model::{Candidate, FieldErrors, Timestamp, Visibility, recognise};
use store::ServerRecord;

use super::{may_configure, record};
use crate::{
    Caller, Result, installation::Installation, mint, naming::free_name, nesting, sealer::Sealer,
    visibility::owner_of_new,
};

/// The servers in a text, as far as the caller may configure them.
pub(super) fn read(caller: &Caller, text: &str) -> Result<Vec<Candidate>> {
    let candidates = recognise(text)?.servers;
    candidates
        .iter()
        .try_for_each(|candidate| may_configure(caller, candidate.input.kind))?;
    Ok(candidates)
}

/// New private servers of the caller, with names that none of theirs has.
pub(super) fn records(
    sealer: &Sealer,
    caller: &Caller,
    installation: &Installation,
    candidates: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<ServerRecord>> {
    let owner = owner_of_new(caller, Visibility::Private)?;
    let mut servers: Vec<ServerRecord> = Vec::with_capacity(candidates.len());
    for mut candidate in candidates {
        nesting::fill_in(installation, owner, &mut candidate).map_err(|errors| of_text(&errors))?;
        let mut input = candidate.input;
        let known = installation
            .servers()
            .iter()
            .chain(&servers)
            .filter(|server| server.owner == owner);
        let names: HashSet<&str> = known.map(|server| server.name.as_str()).collect();
        input.name = free_name(&input.name, |name| names.contains(name));
        let server = record::new(caller, sealer, mint::id(now), owner, &input, now)
            .and_then(|server| nesting::check_server(caller, installation, &server).map(|()| server));
        servers.push(server.map_err(|errors| of_text(&errors))?);
    }
    Ok(servers)
}

/// There is one field only, whatever is wrong inside it.
fn of_text(errors: &FieldErrors) -> FieldErrors {
    let mut of_text = FieldErrors::new();
    errors
        .iter()
        .flat_map(|(_, problems)| problems)
        .for_each(|problem| of_text.add("text", problem.clone()));
    of_text
}
