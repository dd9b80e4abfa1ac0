//! Apps of tools, as MCP Apps has them: SEP-1865, version 2026-01-26.

use serde::{Deserialize, Serialize};
use url::Url;

use super::request::RequestInput;
use crate::FieldErrors;

/// Whom a tool is for (`_meta.ui.visibility`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolAudience {
    /// Models and apps.
    #[default]
    All,
    /// No app may call it.
    Models,
    /// No model gets to know of it.
    Apps,
    /// Neither.
    Nobody,
}

impl ToolAudience {
    /// An app may call it.
    pub const fn has_apps(self) -> bool {
        matches!(self, Self::All | Self::Apps)
    }
}

/// An app that shows what a tool gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppView {
    /// The request that read it. Its page is at `/inspector/{id}/apps/{read}`.
    pub read: u64,
    /// Why it is not shown.
    pub problem: Option<AppProblem>,
    /// What it gets of what it asked for, and what it does not.
    pub wishes: AppWishes,
    /// The definition of its tool, as it came.
    pub tool: String,
    /// The arguments of the call, an object.
    pub arguments: String,
    /// The result of the call, as it came.
    pub result: String,
}

/// Why an app is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppProblem {
    /// Its resource could not be read; the history says why.
    Unread,
    /// Its resource is no HTML of the type `text/html;profile=mcp-app`.
    NoHtml,
    /// Its HTML is longer than so many bytes.
    TooLong {
        /// The bound.
        max: usize,
    },
}

/// What an app asks for in its `_meta.ui`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppWishes {
    /// It may speak to these origins (`connectDomains`).
    pub connects: Vec<String>,
    /// It may load from these origins (`resourceDomains`).
    pub loads: Vec<String>,
    /// What it wrote in place of an origin; left out.
    pub refused: Vec<String>,
    /// What no app gets here: devices, frames, bases of URLs.
    pub denied: Vec<String>,
}

/// What an app may ask its server for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppMethod {
    /// Call a tool.
    #[default]
    CallTool,
    /// Read a resource.
    ReadResource,
}

impl AppMethod {
    /// The word of the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CallTool => "tools/call",
            Self::ReadResource => "resources/read",
        }
    }

    /// The method with this word.
    pub fn parse(word: &str) -> Option<Self> {
        let mut all = [Self::CallTool, Self::ReadResource].into_iter();
        all.find(|method| method.as_str() == word)
    }
}

/// What an app asks its server for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRequestInput {
    /// What is to be done.
    pub method: AppMethod,
    /// The tool, or the URI of the resource.
    #[serde(default)]
    pub name: String,
    /// The arguments of the tool; empty for none.
    #[serde(default)]
    pub arguments: String,
}

impl AppRequestInput {
    /// It names something, and its arguments are a JSON object, within the bounds of every request.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.request().validate()
    }

    /// The same as a person sends it.
    pub fn request(&self) -> RequestInput {
        RequestInput {
            method: self.method.as_str().to_owned(),
            name: self.name.clone(),
            params: self.arguments.clone(),
            as_task: false,
        }
    }
}

/// What an app gets for what it asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppAnswer {
    /// The result, as it came.
    Result(String),
    /// An error of JSON-RPC.
    Error(String),
}

/// The URL of a page of the web and whose it is; nothing for any other scheme.
pub fn web_page(url: &str) -> Option<(String, String)> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
    matches!(url.scheme(), "http" | "https").then(|| (url.into(), host))
}

#[cfg(test)]
mod tests {
    use super::{AppMethod, AppRequestInput, ToolAudience, web_page};

    #[test]
    fn only_pages_of_the_web_are_opened() {
        let (url, host) = web_page("https://user@Example.com/a b").expect("a page");
        assert_eq!((&*url, &*host), ("https://user@example.com/a%20b", "example.com"));
        for odd in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//a.example",
            "",
        ] {
            assert_eq!(web_page(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_app_asks_for_two_things_alone() {
        assert_eq!(AppMethod::parse("tools/call"), Some(AppMethod::CallTool));
        assert_eq!(AppMethod::parse("prompts/get"), None);
        let input = |arguments: &str| AppRequestInput {
            name: "add".to_owned(),
            arguments: arguments.to_owned(),
            ..AppRequestInput::default()
        };
        assert!(input("").validate().is_ok() && input("[]").validate().is_err());
    }

    #[test]
    fn an_audience_says_whether_apps_are_of_it() {
        assert!(ToolAudience::default().has_apps() && ToolAudience::Apps.has_apps());
        assert!(!ToolAudience::Models.has_apps() && !ToolAudience::Nobody.has_apps());
    }
}
