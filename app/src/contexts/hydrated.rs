//! Whether the page has come alive, for the few things that only make sense then.

use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Hydrated(ReadSignal<bool>);

/// Provides [`use_hydrated`].
pub fn provide_hydrated() {
    let (hydrated, set_hydrated) = signal(false);
    // Effects run in the browser only, after the first render, which has to equal the server's.
    Effect::new(move || set_hydrated.set(true));
    provide_context(Hydrated(hydrated));
}

/// False on the server and in the first render of the browser, true afterwards.
pub fn use_hydrated() -> ReadSignal<bool> {
    expect_context::<Hydrated>().0
}
