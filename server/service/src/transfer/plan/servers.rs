//! Servers are known by name and owner.

mod wanted;

use model::{Owner, ServerId};
use store::ServerRecord;

use super::{Placed, Planner, check_declared_once, differing};
use crate::{
    mint,
    secrets::{self, Secrets},
    servers::record,
    transfer::steps::Step,
};
use wanted::Wanted;

const NOUN: &str = "server";

impl Planner<'_> {
    pub(super) fn servers(&mut self) {
        for (label, declared) in &self.declaration.servers {
            let path = format!("servers.{label}");
            let name = declared.name.as_ref().unwrap_or(label);
            let Ok(owner) = self.owner(&path, declared.owner.as_deref()) else {
                continue;
            };
            check_declared_once(&mut self.errors, &path, &self.servers, name, owner);
            let known = self
                .before
                .servers()
                .iter()
                .find(|server| server.name == *name && server.owner == owner);
            let id = known.map_or_else(|| mint::id(self.now), |server| server.id);
            self.servers.insert(
                label.clone(),
                Placed {
                    id,
                    name: name.clone(),
                    owner,
                },
            );
            let mut wanted = match Wanted::read(name, declared) {
                Ok(wanted) => wanted,
                Err(errors) => {
                    self.errors.check_inside(&path, Err(errors));
                    continue;
                }
            };
            if let Some(namespace) = wanted.namespace() {
                let Ok(namespace_id) = self.namespace_of(&path, NOUN, owner, namespace) else {
                    continue;
                };
                wanted.namespace_id = Some(namespace_id);
            }
            self.nesting.set_inner(id, wanted.namespace_id);
            match known {
                None => self.new_server(name, id, owner, &wanted),
                Some(before) => self.known_server(name, before, &wanted),
            }
        }
    }

    fn new_server(&mut self, name: &str, id: ServerId, owner: Owner, wanted: &Wanted<'_>) {
        let mut server = wanted.described(record::empty(id, owner, self.now));
        server.secrets = wanted.secrets.seal(self.sealer, id);
        self.create(NOUN, name, Step::CreateServer(server));
    }

    fn known_server(&mut self, name: &str, before: &ServerRecord, wanted: &Wanted<'_>) {
        let mut after = wanted.described(ServerRecord {
            updated_at: self.now,
            ..before.clone()
        });
        let stored = secrets::open(self.sealer, before.id, &before.secrets);
        // Secrets that do not open differ from any others.
        let differ = |differ: fn(&Secrets, &Secrets) -> bool| {
            stored
                .as_ref()
                .map_or(true, |stored| differ(stored, &wanted.secrets))
        };
        let (env, headers) = (
            differ(|a, b| sorted(&a.env) != sorted(&b.env)),
            differ(|a, b| sorted(&a.headers) != sorted(&b.headers)),
        );
        let details = differing([
            ("description", before.description != after.description),
            ("type", before.kind != after.kind),
            ("command", before.command != after.command),
            ("args", before.args != after.args),
            ("cwd", before.cwd != after.cwd),
            ("url", before.url != after.url),
            ("oauth", before.oauth != after.oauth),
            ("caller", before.caller != after.caller),
            ("namespace", before.namespace_id != after.namespace_id),
            ("connections", before.run.connections != after.run.connections),
            ("timeouts", before.run.timeouts != after.run.timeouts),
            (
                "refreshMinutes",
                before.run.refresh_minutes != after.run.refresh_minutes,
            ),
            ("limits", before.run.limits != after.run.limits),
            ("sandbox", before.run.sandbox != after.run.sandbox),
            ("env", env),
            ("headers", headers),
            ("bearerToken", differ(|a, b| a.bearer_token != b.bearer_token)),
            ("clientSecret", differ(|a, b| a.client_secret != b.client_secret)),
        ]);
        after.secrets = wanted.secrets.seal(self.sealer, before.id);
        self.change(NOUN, name, details, vec![Step::ChangeServer(after)]);
    }
}

fn sorted(pairs: &[(String, String)]) -> Vec<&(String, String)> {
    let mut pairs: Vec<_> = pairs.iter().collect();
    pairs.sort();
    pairs
}
