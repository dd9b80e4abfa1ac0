//! Takes out of texts what is nobody's to read.

use crate::upstream::masks::Masks;

/// Replaces secrets by dots, wherever they stand.
pub struct Masker(Masks);

impl Masker {
    /// For these secrets. Short words and paths are none.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        Self(Masks::new(secrets))
    }

    /// The text without them.
    pub fn apply(&self, text: String) -> String {
        self.0.apply(text)
    }
}
