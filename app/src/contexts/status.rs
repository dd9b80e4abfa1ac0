//! The HTTP status of a page, decided while it is rendered.

use std::sync::Arc;

use leptos::prelude::*;

/// Sets the status of the response that is being rendered. The server provides it; browsers have none.
#[derive(Clone)]
pub struct ResponseStatus(Arc<dyn Fn(u16) + Send + Sync>);

impl ResponseStatus {
    /// A way to set the status.
    pub fn new(set: impl Fn(u16) + Send + Sync + 'static) -> Self {
        Self(Arc::new(set))
    }
}

/// Sets the status of the page when it is rendered on the server; nothing happens in the browser.
pub fn set_status(status: u16) {
    if let Some(ResponseStatus(set)) = use_context() {
        set(status);
    }
}
