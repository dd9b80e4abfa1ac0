//! One namespace as a document of its own, in the words of a declaration, so that `metamcp apply` reads it too.

use std::collections::BTreeMap;

use model::{Declaration, FieldErrors, MissingTool, NamespaceDeclaration, Owner, Problem, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::NamespaceRecord;

use super::{
    export,
    plan::{self, Planned, namespaces::saved_server},
    steps,
};
use crate::{
    Caller, Error, Result, installation::Installation, sealer::Sealer, services::Inner, sync::Write,
    visibility::may_change,
};

/// What is read of a document: nothing stands beside namespaces.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    namespaces: BTreeMap<String, NamespaceDeclaration>,
}

/// A namespace as a document declares it, for an owner here.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) owner: Owner,
    declared: NamespaceDeclaration,
}

/// What cannot be carried out of a document, and was taken out of it.
#[derive(Default)]
pub(crate) struct Without {
    /// Servers that are not there.
    pub(crate) servers: Vec<String>,
    /// Tools that their servers have never listed.
    pub(crate) tools: Vec<MissingTool>,
}

/// Writes a namespace. There is no secret in one.
pub(crate) fn write(
    installation: &Installation,
    sealer: &Sealer,
    namespace: &NamespaceRecord,
) -> Result<String> {
    let declared = export::of_namespace(installation, sealer, namespace);
    let document = Document {
        namespaces: BTreeMap::from([(namespace.name.clone(), declared)]),
    };
    serde_json::to_string_pretty(&document).map_err(Error::internal)
}

impl Wanted {
    /// Reads the one namespace of a document, under another name where one is given.
    pub(crate) fn read(text: &str, name: &str, owner: Owner) -> Result<Self> {
        let mut value: Value = serde_json::from_str(text).map_err(|error| {
            of_text(Problem::BadJson {
                line: error.line(),
                column: error.column(),
            })
        })?;
        unescape(&mut value);
        let document: Document = serde_json::from_value(value).map_err(|error| {
            of_text(Problem::BadDocument {
                reason: error.to_string(),
            })
        })?;
        let count = document.namespaces.len();
        let mut namespaces = document.namespaces.into_iter();
        let (Some((label, declared)), None) = (namespaces.next(), namespaces.next()) else {
            return Err(of_text(Problem::NotOneNamespace { count }));
        };
        let name = match name.trim() {
            "" => declared.name.clone().unwrap_or(label),
            name => name.to_owned(),
        };
        Ok(Self {
            name,
            owner,
            declared,
        })
    }

    /// The namespace that is there already.
    pub(crate) fn existing<'a>(&self, installation: &'a Installation) -> Option<&'a NamespaceRecord> {
        let mut namespaces = installation.namespaces().iter();
        namespaces.find(|namespace| namespace.name == self.name && namespace.owner == self.owner)
    }

    /// Names of its servers, in order.
    pub(crate) fn servers(&self) -> Vec<String> {
        let servers = self.declared.servers.iter();
        servers.map(|server| server.name.clone()).collect()
    }

    /// How many tools it switches off, and of how many it makes something else.
    pub(crate) fn tool_counts(&self) -> (usize, usize) {
        let tools = || {
            self.declared
                .servers
                .iter()
                .flat_map(|server| server.tools.values())
        };
        let off = tools().filter(|tool| !tool.enabled).count();
        (off, tools().filter(|tool| !tool.overrides.is_empty()).count())
    }

    /// Takes out what is not there. A tool that a server has never listed can be expected of one's own server: it is
    /// then kept until the server lists it. On somebody else's, nobody leaves traces.
    pub(crate) fn take_out_missing(&mut self, caller: &Caller, installation: &Installation) -> Without {
        let mut without = Without::default();
        let owner = self.owner;
        self.declared.servers.retain_mut(|declared| {
            let Some(server) = saved_server(installation, owner, &declared.name) else {
                without.servers.push(declared.name.clone());
                return false;
            };
            let is_known = |name: &String| installation.tools(server.id).any(|tool| tool.name == *name);
            if !may_change(caller, server) {
                declared.tools.retain(|name, _| {
                    let is_known = is_known(name);
                    if !is_known {
                        without.tools.push(MissingTool {
                            server: declared.name.clone(),
                            tool: name.clone(),
                        });
                    }
                    is_known
                });
            }
            true
        });
        without
    }

    /// What has to be done so that the namespace is as declared.
    pub(crate) fn plan(
        &self,
        installation: &Installation,
        sealer: &Sealer,
        now: Timestamp,
    ) -> Result<Planned> {
        let owner = export::owner(installation, self.owner);
        if owner.is_none() && !self.owner.is_public() {
            return Err(Error::NotFound);
        }
        let declared = NamespaceDeclaration {
            name: None,
            owner,
            ..self.declared.clone()
        };
        let declaration = Declaration {
            namespaces: BTreeMap::from([(self.name.clone(), declared)]),
            ..Declaration::default()
        };
        Ok(plan::of(&declaration, installation, sealer, now)
            .map_err(|errors| of_form(&errors, &self.name))?)
    }
}

/// Carries out what was planned with the configuration as it is.
pub(crate) async fn carry_out(caller: &Caller, inner: &Inner, write: &Write, planned: Planned) -> Result<()> {
    for step in planned.steps {
        let now = inner.parts.clock.now();
        steps::carry_out(caller, step, &write.tx, &inner.passwords, now).await?;
    }
    Ok(())
}

fn of_text(problem: Problem) -> Error {
    Error::field("text", problem)
}

/// Whatever is wrong inside a document is wrong with its field, but for the name, which has one.
fn of_form(errors: &FieldErrors, name: &str) -> FieldErrors {
    let name = format!("namespaces.{name}.name");
    let mut of_form = FieldErrors::new();
    for (path, problems) in errors.iter() {
        let field = if path == name { "name" } else { "text" };
        for problem in problems {
            of_form.add(field, problem.clone());
        }
    }
    of_form
}

/// `$${` is how a file writes `${`, since a file may name variables. A document names none.
fn unescape(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace("$${", "${"),
        Value::Array(values) => values.iter_mut().for_each(unescape),
        Value::Object(object) => object.values_mut().for_each(unescape),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use model::{Owner, Problem};

    use super::Wanted;
    use crate::Error;

    fn problem(text: &str) -> Problem {
        match Wanted::read(text, "", Owner::Public).err() {
            Some(Error::Invalid(errors)) => errors.get("text")[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_document_has_one_namespace_and_nothing_else() {
        assert!(matches!(problem("{"), Problem::BadJson { line: 1, .. }));
        for (text, word) in [
            ("[]", "struct Document"),
            (r#"{"namespaces":{},"servers":{}}"#, "servers"),
            (r#"{"namespaces":{"a":{"server":[]}}}"#, "server"),
        ] {
            let problem = problem(text);
            assert!(
                matches!(&problem, Problem::BadDocument { reason } if reason.contains(word)),
                "{problem:?}"
            );
        }
        assert_eq!(
            problem(r#"{"namespaces":{}}"#),
            Problem::NotOneNamespace { count: 0 }
        );
        assert_eq!(
            problem(r#"{"namespaces":{"a":{},"b":{}}}"#),
            Problem::NotOneNamespace { count: 2 }
        );
    }

    #[test]
    fn it_is_called_as_asked_or_as_it_says() {
        let named = |text: &str, name: &str| {
            let wanted = Wanted::read(text, name, Owner::Public);
            wanted.unwrap_or_else(|error| panic!("{error:?}")).name
        };
        let text = r#"{"namespaces":{"a":{}}}"#;
        assert_eq!(named(text, ""), "a");
        assert_eq!(named(text, " b "), "b");
        assert_eq!(named(r#"{"namespaces":{"a":{"name":"c"}}}"#, ""), "c");
    }
}
