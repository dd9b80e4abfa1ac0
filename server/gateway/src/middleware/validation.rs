//! Whether calls and results are as the tool's schemas say.

use std::sync::Arc;

use dashmap::DashMap;
use jsonschema::Validator;
use model::{ServerId, middleware as settings};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{Kind, Middleware, Passing, Step, Verdict, refusal::refuse};
use crate::{envelope::Answer, pipeline::recording::is_tool_error, raw::RawObject};

/// Tools whose schemas are kept ready; beyond that all are forgotten and read anew.
const MAX_TOOLS: usize = 20_000;
/// Problems that are told at once.
const MAX_PROBLEMS: usize = 5;

pub(super) struct Validation {
    of_arguments: bool,
    of_results: bool,
    tools: DashMap<(ServerId, Arc<str>), Arc<Tool>>,
}

/// A tool's schemas, ready to be checked against. One that nobody can read, or that names another document, checks nothing.
struct Tool {
    definition: Arc<RawValue>,
    input: Option<Validator>,
    output: Option<Validator>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schemas {
    input_schema: Option<Value>,
    output_schema: Option<Value>,
}

impl Validation {
    pub(super) fn new(settings: &settings::Validation) -> Self {
        Self {
            of_arguments: settings.arguments,
            of_results: settings.results,
            tools: DashMap::new(),
        }
    }

    fn tool(&self, passing: &Passing<'_>) -> Option<Arc<Tool>> {
        let target = passing.target;
        let definition = target.definition.as_ref()?;
        let place = (target.server_id, target.original.clone());
        let known = self.tools.get(&place).map(|tool| tool.clone());
        if let Some(tool) = known.filter(|tool| tool.is_of(definition)) {
            return Some(tool);
        }
        let tool = Arc::new(Tool::new(definition, &target.exposed));
        if self.tools.len() >= MAX_TOOLS {
            self.tools.clear();
        }
        self.tools.insert(place, tool.clone());
        Some(tool)
    }
}

impl Middleware for Validation {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        if !self.of_arguments || passing.kind != Kind::Tool {
            return Step::done(Verdict::GoOn);
        }
        let tool = self.tool(passing);
        let problems = tool
            .as_ref()
            .and_then(|tool| problems(tool.input.as_ref()?, passing.arguments().get()));
        match problems {
            None => Step::done(Verdict::GoOn),
            Some(problems) => {
                let why = format!(
                    "The arguments do not fit the tool's inputSchema, and the call was not made. {problems}"
                );
                Step::Now(refuse(passing.kind, why).map(Verdict::Answer))
            }
        }
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        let result = answer
            .result()
            .filter(|_| self.of_results && passing.kind == Kind::Tool);
        let Some(result) = result.filter(|result| !is_tool_error(result)) else {
            return Step::done(None);
        };
        let tool = self.tool(passing);
        let problems = tool.as_ref().and_then(|tool| {
            let fields = RawObject::parse(std::str::from_utf8(result).ok()?, &[]).ok()?;
            problems(tool.output.as_ref()?, fields.get("structuredContent")?.get())
        });
        match problems {
            None => Step::done(None),
            Some(problems) => {
                let why = format!(
                    "The server answered with structured content that does not fit the tool's outputSchema. The call was made. {problems}"
                );
                Step::Now(refuse(passing.kind, why).map(Some))
            }
        }
    }
}

impl Tool {
    fn new(definition: &Arc<RawValue>, name: &str) -> Self {
        let schemas = serde_json::from_str::<Schemas>(definition.get());
        let (input, output) = schemas.map_or((None, None), |it| (it.input_schema, it.output_schema));
        let ready = |schema: Option<Value>, which: &str| match jsonschema::validator_for(&schema?) {
            Ok(validator) => Some(validator),
            Err(error) => {
                tracing::warn!(
                    tool = name,
                    which,
                    error = &error as &dyn std::error::Error,
                    "a schema cannot be read, and nothing is checked against it"
                );
                None
            }
        };
        Self {
            definition: definition.clone(),
            input: ready(input, "inputSchema"),
            output: ready(output, "outputSchema"),
        }
    }

    fn is_of(&self, definition: &Arc<RawValue>) -> bool {
        Arc::ptr_eq(&self.definition, definition) || self.definition.get() == definition.get()
    }
}

/// What is wrong, where something is: each problem with its place (RFC 6901), and without the values, which may be large or
/// secret.
fn problems(validator: &Validator, json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    let mut problems: Vec<String> = validator
        .iter_errors(&value)
        .take(MAX_PROBLEMS)
        .map(|error| match error.instance_path().as_str() {
            "" => error.masked().to_string(),
            place => format!("At {place}: {}", error.masked()),
        })
        .collect();
    problems.sort();
    (!problems.is_empty()).then(|| problems.join("; "))
}
