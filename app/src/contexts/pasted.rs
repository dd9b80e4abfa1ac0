//! What was last pasted into *Quick connect*, so that it can be corrected. It stays in this page's memory: it may hold
//! secrets, and the server gives none back.

use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Pasted(StoredValue<String>);

/// Provides [`use_pasted`].
pub fn provide_pasted() {
    provide_context(Pasted(StoredValue::default()));
}

/// The last text. Empty on the server and after a page load.
pub fn use_pasted() -> StoredValue<String> {
    use_context::<Pasted>().map_or_else(StoredValue::default, |Pasted(text)| text)
}
