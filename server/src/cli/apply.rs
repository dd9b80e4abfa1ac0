//! `metamcp apply` and `metamcp export`.

use std::{io::Read, path::Path};

use anyhow::{Context, bail};
use model::Declaration;
use service::Caller;

use super::print::line;
use crate::{
    config::{Config, Environment},
    startup,
};

pub(super) async fn run(config: Config, file: &Path, dry_run: bool) -> anyhow::Result<()> {
    let declaration = read_declaration(file, &config.environment)?;
    let (services, _parts) = startup::open(&config).await?;
    let caller = Caller::system();
    if dry_run {
        let plan = services
            .transfer()
            .plan(&caller, &declaration)
            .await
            .context("the file cannot be applied")?;
        return print_changes(&plan.changes, "would change nothing");
    }
    let applied = services
        .transfer()
        .apply(&caller, declaration)
        .await
        .context("could not apply the file")?;
    print_changes(&applied.changes, "nothing to change")?;
    applied
        .generated_keys
        .iter()
        .try_for_each(|(name, key)| line(&format!("API key {name} (shown once): {key}")))
}

pub(super) async fn export(config: Config, json: bool) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let declaration = services
        .transfer()
        .export(&Caller::system())
        .await
        .context("could not export")?;
    let text = if json {
        serde_json::to_string_pretty(&declaration)?
    } else {
        serde_yaml_ng::to_string(&declaration)?
    };
    line(text.trim_end())
}

fn print_changes(changes: &[service::Change], nothing: &str) -> anyhow::Result<()> {
    if changes.is_empty() {
        return line(nothing);
    }
    changes.iter().try_for_each(|change| line(&change.to_string()))
}

/// Reads a declaration, YAML or JSON (which is YAML), and fills in `${VAR}`.
///
/// # Errors
/// When the file cannot be read, does not fit, or names variables that are not set.
pub fn read_declaration(file: &Path, environment: &Environment) -> anyhow::Result<Declaration> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("could not read standard input")?;
        text
    } else {
        std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?
    };
    parse_declaration(&text, environment).with_context(|| format!("{} does not fit", file.display()))
}

fn parse_declaration(text: &str, environment: &Environment) -> anyhow::Result<Declaration> {
    let mut document: serde_yaml_ng::Value = serde_yaml_ng::from_str(text)?;
    if document.is_null() {
        return Ok(Declaration::default());
    }
    let mut missing = Vec::new();
    fill_in(&mut document, environment, &mut missing);
    if !missing.is_empty() {
        missing.sort();
        missing.dedup();
        bail!("these variables are not set: {}", missing.join(", "));
    }
    Ok(serde_yaml_ng::from_value(document)?)
}

fn fill_in(value: &mut serde_yaml_ng::Value, environment: &Environment, missing: &mut Vec<String>) {
    use serde_yaml_ng::Value;
    match value {
        Value::String(text) => *text = expand(text, environment, missing),
        Value::Sequence(items) => items
            .iter_mut()
            .for_each(|item| fill_in(item, environment, missing)),
        Value::Mapping(fields) => fields
            .iter_mut()
            .for_each(|(_, field)| fill_in(field, environment, missing)),
        _ => {}
    }
}

/// `${VAR}` and `${VAR:-default}`; `$${` writes `${`, for values that the gateway is to fill in at run time.
fn expand(text: &str, environment: &Environment, missing: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            out.push_str(before);
            out.push_str("${");
            rest = &from[2..];
            continue;
        }
        out.push_str(before);
        let Some(end) = from.find('}') else {
            rest = from;
            break;
        };
        let (name, default) = match from[2..end].split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (&from[2..end], None),
        };
        match environment
            .get(name)
            .filter(|value| !value.is_empty())
            .map(String::as_str)
            .or(default)
        {
            Some(value) => out.push_str(value),
            None => missing.push(name.to_owned()),
        }
        rest = &from[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{Environment, expand, parse_declaration};

    fn environment() -> Environment {
        [("TOKEN", "s3cret"), ("EMPTY", "")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .into()
    }

    #[test]
    fn fills_in_variables() {
        let mut missing = Vec::new();
        for (text, expected) in [
            ("Bearer ${TOKEN}", "Bearer s3cret"),
            ("${NONE:-x}${EMPTY:-y}", "xy"),
            ("$${TOKEN}", "${TOKEN}"),
            ("${unclosed", "${unclosed"),
            ("a$b", "a$b"),
        ] {
            assert_eq!(expand(text, &environment(), &mut missing), expected, "{text}");
        }
        assert!(missing.is_empty());
    }

    #[test]
    fn names_all_variables_that_are_missing() {
        let text = "servers: { a: { command: x, env: { A: '${ONE}', B: '${TWO}' } } }";
        let error = parse_declaration(text, &environment()).expect_err("two are missing");
        assert_eq!(error.to_string(), "these variables are not set: ONE, TWO");
    }

    #[test]
    fn reads_yaml_and_json() {
        for text in [
            "endpoints: { dev: { namespace: dev } }",
            r#"{"endpoints":{"dev":{"namespace":"dev"}}}"#,
        ] {
            assert_eq!(
                parse_declaration(text, &environment()).expect(text).endpoints["dev"].namespace,
                "dev"
            );
        }
        assert!(
            parse_declaration("", &environment())
                .expect("an empty file declares nothing")
                .servers
                .is_empty()
        );
    }

    #[test]
    fn a_misspelt_field_is_named() {
        let error = parse_declaration("servers: { a: { comand: x } }", &environment()).expect_err("a typo");
        assert!(error.to_string().contains("comand"), "{error}");
    }
}
