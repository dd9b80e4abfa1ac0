//! What a person sends through the client of an inspection.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Problem, tool_call::check_object};

use super::notice::McpLogLevel;

/// The longest text of parameters or of an answer to a question, in bytes.
const MAX_JSON: usize = 1024 * 1024;
/// The longest name of a method, a tool or a resource, in bytes.
const MAX_NAME: usize = 8 * 1024;
/// Pings at once.
const MOST_PINGS: u32 = 100;
/// Roots of one inspection.
const MOST_ROOTS: usize = 100;

/// A request to send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestInput {
    /// Its method.
    pub method: String,
    /// Its tool, prompt, resource or task; empty where the parameters say everything.
    #[serde(default)]
    pub name: String,
    /// The arguments of a tool or a prompt, or else the parameters; empty for none.
    #[serde(default)]
    pub params: String,
    /// A tool is to run as a task.
    #[serde(default)]
    pub as_task: bool,
}

impl RequestInput {
    /// Its method is there, and its parameters are a JSON object.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("method", name(&self.method, true));
        errors.check("name", name(&self.name, false));
        errors.check("params", object(self.params_or_none()));
        errors.into_result()
    }

    /// The arguments or parameters to send.
    pub fn params_or_none(&self) -> &str {
        or_none(&self.params)
    }
}

/// Nothing is an empty object.
fn or_none(text: &str) -> &str {
    let text = text.trim();
    if text.is_empty() { "{}" } else { text }
}

fn name(text: &str, is_required: bool) -> Result<(), Problem> {
    if is_required && text.trim().is_empty() {
        Err(Problem::Required)
    } else if text.len() > MAX_NAME {
        Err(Problem::TooLong { max: MAX_NAME })
    } else {
        Ok(())
    }
}

fn object(text: &str) -> Result<(), Problem> {
    if text.len() > MAX_JSON {
        Err(Problem::TooLong { max: MAX_JSON })
    } else {
        check_object(text)
    }
}

/// What an argument is completed for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompletionKind {
    /// A prompt, by name.
    #[default]
    Prompt,
    /// A template of resources, by its URI.
    Template,
}

/// An argument that somebody has begun to write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionInput {
    /// What it is an argument of.
    pub kind: CompletionKind,
    /// The prompt's name, or the template.
    pub reference: String,
    /// The argument's name.
    pub argument: String,
    /// What is written.
    pub value: String,
    /// The other arguments, an object of texts; empty for none.
    #[serde(default)]
    pub context: String,
}

impl CompletionInput {
    /// It says what it is about, within bounds.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("reference", name(&self.reference, true));
        errors.check("argument", name(&self.argument, true));
        errors.check("value", name(&self.value, false));
        errors.check("context", object(self.context_or_none()));
        errors.into_result()
    }

    /// The other arguments.
    pub fn context_or_none(&self) -> &str {
        or_none(&self.context)
    }
}

/// What an argument could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Values, the best first.
    pub values: Vec<String>,
    /// There are more.
    pub has_more: bool,
}

/// How often to ask whether somebody is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingInput {
    /// So many times, one after the other.
    pub times: u32,
}

impl PingInput {
    /// It is neither nothing nor too much.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let fits = (1..=MOST_PINGS).contains(&self.times);
        let problem = Problem::NotInRange {
            min: 1,
            max: MOST_PINGS,
        };
        if fits {
            Ok(())
        } else {
            Err(FieldErrors::of("times", problem))
        }
    }
}

/// The least severe log message that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLevelInput {
    /// The level.
    pub level: McpLogLevel,
}

/// A folder or another place that servers may work with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedRoot {
    /// Where it is.
    pub uri: String,
    /// For people; empty when there is none.
    pub name: String,
}

/// The roots that servers are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootsInput {
    /// One a line: a URI, and a name behind it where it has one.
    pub roots: String,
}

impl RootsInput {
    /// The roots.
    pub fn parsed(&self) -> Result<Vec<InspectedRoot>, FieldErrors> {
        let problem = |problem| FieldErrors::of("roots", problem);
        if self.roots.len() > MAX_JSON {
            return Err(problem(Problem::TooLong { max: MAX_JSON }));
        }
        let lines = self.roots.lines().map(str::trim);
        let roots: Vec<_> = lines.filter(|line| !line.is_empty()).map(root).collect();
        if roots.len() > MOST_ROOTS {
            return Err(problem(Problem::TooMany { max: MOST_ROOTS }));
        }
        match roots.iter().find(|root| url::Url::parse(&root.uri).is_err()) {
            Some(odd) => Err(problem(Problem::BadDocument {
                reason: format!("`{}` is no URI, such as file:///srv/data", odd.uri),
            })),
            None => Ok(roots),
        }
    }

    /// Each line begins with a URI.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.parsed().map(drop)
    }

    /// The form for these roots.
    pub fn of(roots: &[InspectedRoot]) -> Self {
        let lines: Vec<_> = roots
            .iter()
            .map(|root| format!("{} {}", root.uri, root.name).trim_end().to_owned())
            .collect();
        Self {
            roots: lines.join("\n"),
        }
    }
}

fn root(line: &str) -> InspectedRoot {
    let (uri, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    InspectedRoot {
        uri: uri.to_owned(),
        name: name.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PingInput, RequestInput, RootsInput};

    #[test]
    fn parameters_are_an_object_or_nothing() {
        let input = |params: &str| RequestInput {
            method: "tools/call".to_owned(),
            name: "now".to_owned(),
            params: params.to_owned(),
            as_task: false,
        };
        for fine in ["", " ", "{}", r#"{"a":[1]}"#] {
            assert!(input(fine).validate().is_ok(), "{fine}");
        }
        for odd in ["[]", "1", "{"] {
            assert!(input(odd).validate().is_err(), "{odd}");
        }
        assert!(RequestInput::default().validate().is_err());
    }

    #[test]
    fn roots_are_read_as_they_were_written() {
        let input = RootsInput {
            roots: "file:///srv/data My data\n\n file:///tmp\n".to_owned(),
        };
        let roots = input.parsed().expect("roots");
        assert_eq!((&*roots[0].uri, &*roots[0].name), ("file:///srv/data", "My data"));
        assert_eq!((&*roots[1].uri, &*roots[1].name), ("file:///tmp", ""));
        assert_eq!(RootsInput::of(&roots).parsed().expect("roots"), roots);
        let odd = RootsInput {
            roots: "/srv/data".to_owned(),
        };
        assert!(odd.validate().is_err());
    }

    #[test]
    fn nobody_pings_for_ever() {
        for (times, fits) in [(0, false), (1, true), (100, true), (101, false)] {
            assert_eq!(PingInput { times }.validate().is_ok(), fits, "{times}");
        }
    }
}
