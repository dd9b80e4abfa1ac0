//! Servers are known by name and owner.

use model::{
    FieldErrors, MASK, Pair, Problem, ServerDeclaration, ServerInput, ServerKind, UserId, check_server_name,
    format_pairs,
};
use store::ServerRecord;

use super::{Placed, Planner, check_declared_once, differing};
use crate::{
    mint,
    secrets::{self, Secrets},
    transfer::steps::Step,
};

const NOUN: &str = "server";

impl Planner<'_> {
    pub(super) fn servers(&mut self) {
        for (label, declared) in &self.declaration.servers {
            let path = format!("servers.{label}");
            let name = declared.name.as_ref().unwrap_or(label);
            let Some(owner) = self.owner(&path, declared.owner.as_deref()) else {
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
            match read(declared, name) {
                Ok(wanted) => self.server(name, owner, known, id, wanted),
                Err(errors) => self.refuse(&path, &errors),
            }
        }
    }

    fn server(
        &mut self,
        name: &str,
        owner: Option<UserId>,
        known: Option<&ServerRecord>,
        id: model::ServerId,
        wanted: Wanted<'_>,
    ) {
        let declared = wanted.declared;
        let described = |base: ServerRecord| ServerRecord {
            name: name.to_owned(),
            description: declared.description.trim().to_owned(),
            kind: wanted.kind,
            command: declared.command.clone(),
            args: declared.args.clone(),
            cwd: declared.cwd.clone(),
            url: declared.url.as_ref().map(|url| url.trim().to_owned()),
            updated_at: self.now,
            ..base
        };
        let Some(before) = known else {
            let server = described(ServerRecord {
                id,
                name: String::new(),
                description: String::new(),
                kind: wanted.kind,
                command: None,
                args: Vec::new(),
                cwd: None,
                url: None,
                secrets: wanted.secrets.seal(self.sealer, id),
                owner,
                created_at: self.now,
                updated_at: self.now,
                version: 1,
            });
            return self.create(NOUN, name, Step::CreateServer(server));
        };
        let mut after = described(before.clone());
        let stored = secrets::open(self.sealer, id, &before.secrets);
        let different = |differs: fn(&Secrets, &Secrets) -> bool| {
            stored
                .as_ref()
                .map_or(true, |stored| differs(stored, &wanted.secrets))
        };
        let details = differing([
            ("description", before.description != after.description),
            ("type", before.kind != after.kind),
            ("command", before.command != after.command),
            ("args", before.args != after.args),
            ("cwd", before.cwd != after.cwd),
            ("url", before.url != after.url),
            ("env", different(|a, b| sorted(&a.env) != sorted(&b.env))),
            (
                "headers",
                different(|a, b| sorted(&a.headers) != sorted(&b.headers)),
            ),
            ("bearerToken", different(|a, b| a.bearer_token != b.bearer_token)),
        ]);
        if stored.as_ref() != Ok(&wanted.secrets) {
            after.secrets = wanted.secrets.seal(self.sealer, id);
        }
        self.change(NOUN, name, details, vec![Step::ChangeServer(after)]);
    }
}

/// A declared server that makes sense.
struct Wanted<'a> {
    declared: &'a ServerDeclaration,
    kind: ServerKind,
    secrets: Secrets,
}

fn read<'a>(declared: &'a ServerDeclaration, name: &str) -> Result<Wanted<'a>, FieldErrors> {
    let mut errors = FieldErrors::new();
    errors.check("name", check_server_name(name));
    let kind = match (declared.kind, &declared.command, &declared.url) {
        (Some(kind), _, _) => kind,
        (None, _, None) => ServerKind::Stdio,
        (None, None, Some(_)) => ServerKind::StreamableHttp,
        (None, Some(_), Some(_)) => return Err(FieldErrors::of("type", Problem::Required)),
    };
    let mut secrets = Secrets::default();
    if kind.is_remote() {
        let headers: Vec<Pair> = declared
            .headers
            .iter()
            .map(|(name, value)| Pair {
                name: name.clone(),
                value: value.clone(),
            })
            .collect();
        let input = ServerInput {
            kind,
            url: declared.url.clone().unwrap_or_default(),
            headers: format_pairs(&headers),
            bearer_token: declared.bearer_token.clone().unwrap_or_default(),
            ..ServerInput::default()
        };
        errors.check("url", input.parsed_url().map(drop));
        match Secrets::of_input(&input, &Secrets::default()) {
            Ok(read) => secrets = read,
            Err(problems) => problems.iter().for_each(|(field, problems)| {
                problems
                    .iter()
                    .for_each(|problem| errors.add(field, problem.clone()))
            }),
        }
    } else {
        if declared
            .command
            .as_deref()
            .is_none_or(|command| command.trim().is_empty())
        {
            errors.add("command", Problem::Required);
        }
        // Values may have line breaks here, which a form's lines cannot have.
        for (name, value) in &declared.env {
            if name.is_empty() || name.contains(|c: char| c == '=' || c.is_whitespace() || c.is_control()) {
                errors.add(&format!("env.{name}"), Problem::BadName);
            }
            if value == MASK {
                errors.add(
                    &format!("env.{name}"),
                    Problem::NothingToKeep { name: name.clone() },
                );
            }
        }
        secrets.env = declared.env.clone().into_iter().collect();
    }
    errors.into_result().map(|()| Wanted {
        declared,
        kind,
        secrets,
    })
}

fn sorted(pairs: &[(String, String)]) -> Vec<&(String, String)> {
    let mut pairs: Vec<_> = pairs.iter().collect();
    pairs.sort();
    pairs
}
