//! The wasm entry: brings the server's page alive.

use app::App;
use leptos::mount::hydrate_body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    hydrate_body(App);
    app::mark_hydrated();
}
