//! A namespace once more: cloned here, or written into a document and read from one, here or elsewhere.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, NamespaceId, Problem, Visibility, check_name};

/// The longest document, in bytes: far more than thousands of changed tools need.
const MAX_DOCUMENT: usize = 256 * 1024;

/// What the clone of a namespace is to be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceCloneInput {
    /// Its name.
    pub name: String,
    /// Who sees it.
    #[serde(default)]
    pub visibility: Visibility,
}

impl NamespaceCloneInput {
    /// Checks the fields.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_name(&self.name));
        errors.into_result()
    }
}

/// A document with a namespace, as a form takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceImportInput {
    /// What an export wrote.
    pub text: String,
    /// The name that it gets here; empty for the one in the document.
    #[serde(default)]
    pub name: String,
    /// Who sees it.
    #[serde(default)]
    pub visibility: Visibility,
}

impl NamespaceImportInput {
    /// Checks the fields; what stands in the document is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.text.trim().is_empty() {
            errors.add("text", Problem::Required);
        }
        if self.text.len() > MAX_DOCUMENT {
            errors.add("text", Problem::TooLong { max: MAX_DOCUMENT });
        }
        if !self.name.trim().is_empty() {
            errors.check("name", check_name(self.name.trim()));
        }
        errors.into_result()
    }
}

/// What an import would do, before it does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceImportView {
    /// The draft that it is made of.
    pub draft: String,
    /// The namespace's name.
    pub name: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// The namespace that is there already and would be changed; a new one is made where there is none.
    pub existing: Option<NamespaceId>,
    /// What of it would be changed.
    pub changes: Vec<NamespacePart>,
    /// Servers that it would have, in order.
    pub servers: Vec<String>,
    /// Servers of the document that are not here, or not for this namespace.
    pub missing: Vec<String>,
    /// Tools that a server has never listed. They are left out where the server is somebody else's.
    pub left_out: Vec<MissingTool>,
    /// Tools that the document switches off.
    pub tools_off: usize,
    /// Tools that the document makes something else of.
    pub tools_changed: usize,
    /// Stands for everything above: what is imported has to be what was shown.
    pub shown: String,
}

/// A tool that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingTool {
    /// Its server.
    pub server: String,
    /// Its name there.
    pub tool: String,
}

/// Something about a namespace that can be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamespacePart {
    /// What it says to people and clients.
    Description,
    /// How names are made.
    Naming,
    /// What happens when a server changes a tool.
    Changes,
    /// Which servers it has, and their order.
    Servers,
    /// Which of them are on.
    Switches,
    /// What stands for their names.
    Aliases,
    /// Which tools are on.
    Tools,
    /// What is made of tools.
    Overrides,
    /// What is done with requests and answers.
    Middleware,
}

words!(NamespacePart:
    Description = "description",
    Naming = "naming",
    Changes = "changes",
    Servers = "servers",
    Switches = "servers switched",
    Aliases = "aliases",
    Tools = "tools",
    Overrides = "overrides",
    Middleware = "middleware",
);

#[cfg(test)]
mod tests {
    use super::NamespaceImportInput;
    use crate::Problem;

    #[test]
    fn a_document_is_needed_and_has_a_bound() {
        let input = |text: String| NamespaceImportInput {
            text,
            ..NamespaceImportInput::default()
        };
        assert_eq!(
            input(" ".to_owned()).validate().expect_err("empty").get("text"),
            [Problem::Required]
        );
        let long = input("x".repeat(super::MAX_DOCUMENT + 1));
        assert!(matches!(
            long.validate().expect_err("long").get("text"),
            [Problem::TooLong { .. }]
        ));
        assert_eq!(input("{}".to_owned()).validate(), Ok(()));
    }

    #[test]
    fn a_name_may_be_left_out_but_not_wrong() {
        let input = |name: &str| NamespaceImportInput {
            text: "{}".to_owned(),
            name: name.to_owned(),
            ..NamespaceImportInput::default()
        };
        assert_eq!(input("").validate(), Ok(()));
        assert_eq!(input(" dev ").validate(), Ok(()));
        assert!(input("a b").validate().is_err());
    }
}
