//! A declared server, checked, with the fields that its kind uses.

use std::collections::BTreeMap;

use model::{
    CallerSettings, FieldErrors, MASK, NamespaceId, OauthInput, Pair, Problem, RunSettings,
    ServerDeclaration, ServerInput, ServerKind, check_server_name, format_pairs,
};
use store::ServerRecord;

use crate::secrets::Secrets;

/// What a server is to be.
pub(super) struct Wanted<'a> {
    name: &'a str,
    declared: &'a ServerDeclaration,
    kind: ServerKind,
    run: RunSettings,
    pub(super) secrets: Secrets,
    /// The namespace that it stands for, once it is found.
    pub(super) namespace_id: Option<NamespaceId>,
}

impl<'a> Wanted<'a> {
    /// Reads a declaration, or says what is wrong with it, by field.
    pub(super) fn read(name: &'a str, declared: &'a ServerDeclaration) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_server_name(name));
        let kind = match (
            declared.kind,
            &declared.command,
            &declared.url,
            &declared.namespace,
        ) {
            (Some(kind), ..) => kind,
            (None, _, None, None) => ServerKind::Stdio,
            (None, None, Some(_), None) => ServerKind::StreamableHttp,
            (None, None, None, Some(_)) => ServerKind::Namespace,
            (None, ..) => return Err(FieldErrors::of("type", Problem::Required)),
        };
        let secrets = match kind {
            ServerKind::Stdio => command(declared, &mut errors),
            ServerKind::Sse | ServerKind::StreamableHttp => remote(declared, kind, &mut errors),
            ServerKind::Namespace => {
                if declared.namespace.is_none() {
                    errors.add("namespace", Problem::Required);
                }
                Secrets::default()
            }
        };
        let run = declared.run().for_kind(kind);
        errors.check_all(run.validate());
        errors.into_result().map(|()| Self {
            name,
            declared,
            kind,
            run,
            secrets,
            namespace_id: None,
        })
    }

    /// The name of the namespace that it stands for.
    pub(super) fn namespace(&self) -> Option<&'a str> {
        let namespace = self.declared.namespace.as_deref();
        namespace.filter(|_| self.kind == ServerKind::Namespace)
    }

    /// A stored server as it is to be, secrets aside.
    pub(super) fn described(&self, base: ServerRecord) -> ServerRecord {
        let declared = self.declared;
        let record = ServerRecord {
            name: self.name.to_owned(),
            description: declared.description.trim().to_owned(),
            kind: self.kind,
            command: None,
            args: Vec::new(),
            cwd: None,
            url: None,
            namespace_id: self.namespace_id,
            oauth: declared.oauth.clone().filter(|_| self.kind.is_remote()),
            caller: if self.kind.is_remote() {
                declared.caller.clone().normal()
            } else {
                CallerSettings::default()
            },
            run: self.run.clone(),
            ..base
        };
        match self.kind {
            ServerKind::Stdio => ServerRecord {
                command: declared.command.clone(),
                args: declared.args.clone(),
                cwd: declared.cwd.clone(),
                ..record
            },
            ServerKind::Sse | ServerKind::StreamableHttp => ServerRecord {
                url: declared.url.as_ref().map(|url| url.trim().to_owned()),
                ..record
            },
            ServerKind::Namespace => record,
        }
    }
}

fn remote(declared: &ServerDeclaration, kind: ServerKind, errors: &mut FieldErrors) -> Secrets {
    let broken = declared
        .headers
        .iter()
        .find(|(_, value)| value.contains(['\r', '\n']));
    if let Some((name, _)) = broken {
        errors.add("headers", Problem::BadHeader { name: name.clone() });
        return Secrets::default();
    }
    let input = ServerInput {
        kind,
        url: declared.url.clone().unwrap_or_default(),
        headers: format_pairs(&pairs(&declared.headers)),
        bearer_token: declared.bearer_token.clone().unwrap_or_default(),
        oauth: OauthInput {
            client_secret: declared.client_secret.clone().unwrap_or_default(),
            ..OauthInput::of(declared.oauth.as_ref(), false)
        },
        ..ServerInput::default()
    };
    errors.check("url", input.parsed_url().map(drop));
    if let Some(oauth) = &declared.oauth {
        errors.check_inside("oauth", oauth.validate());
    }
    let told = declared.caller.clone().normal();
    errors.check("caller.headers", told.validate(&pairs(&declared.headers)));
    let secrets = Secrets::of_input(&input, &Secrets::default());
    secrets.unwrap_or_else(|problems| {
        errors.check_all(Err(problems));
        Secrets::default()
    })
}

/// Values of the environment may have line breaks here, which the lines of a form cannot have.
fn command(declared: &ServerDeclaration, errors: &mut FieldErrors) -> Secrets {
    if declared
        .command
        .as_deref()
        .is_none_or(|command| command.trim().is_empty())
    {
        errors.add("command", Problem::Required);
    }
    for (name, value) in &declared.env {
        let field = format!("env.{name}");
        if name.is_empty() || name.contains(|c: char| c == '=' || c.is_whitespace() || c.is_control()) {
            errors.add(&field, Problem::BadName);
        }
        if value == MASK {
            errors.add(&field, Problem::NothingToKeep { name: name.clone() });
        }
    }
    Secrets {
        env: declared.env.clone().into_iter().collect(),
        ..Secrets::default()
    }
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<Pair> {
    map.iter()
        .map(|(name, value)| Pair {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}
