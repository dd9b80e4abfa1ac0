//! Finding tools by words: for models that cannot read thousands of them, and for people.
//!
//! Ranking is BM25 over fields (BM25F): a word counts more in a name than in a description, and less in a long text
//! than in a short one. An index never changes; a change of the tools makes a new one.

mod definition;
mod index;
mod words;

pub use definition::ToolWords;
pub use index::{Entry, Hit, Index};
