//! What results and questions carry, made ready for a page.

use serde::{Deserialize, Serialize};

/// A part of a result, a message or a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentBlock {
    /// A text.
    Text {
        /// As it came.
        text: String,
        /// Rendered as Markdown, without any HTML or scheme of its own.
        html: String,
    },
    /// A picture.
    Image {
        /// Its media type.
        mime_type: String,
        /// In base64.
        data: String,
    },
    /// Something to listen to.
    Audio {
        /// Its media type.
        mime_type: String,
        /// In base64.
        data: String,
    },
    /// A resource itself.
    Resource {
        /// Where it is.
        uri: String,
        /// Its media type; empty when there is none.
        mime_type: String,
        /// What it says, where that is text.
        text: Option<String>,
        /// The text as HTML, where it is Markdown.
        html: Option<String>,
        /// In base64, where it is no text.
        data: Option<String>,
    },
    /// Where a resource is.
    Link {
        /// Where it is.
        uri: String,
        /// Its name.
        name: String,
        /// For people; empty when there is none.
        title: String,
        /// What it is; empty when there is nothing said.
        description: String,
        /// Its media type; empty when there is none.
        mime_type: String,
    },
    /// Something else.
    Other {
        /// Indented JSON.
        json: String,
    },
}

/// A message of a prompt, or of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedMessage {
    /// `user` or `assistant`.
    pub role: String,
    /// What it says.
    pub blocks: Vec<ContentBlock>,
}
