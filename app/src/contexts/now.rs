//! What time it is for the reader, for texts such as "5 min ago".

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;

/// Often enough for minutes, and for "in 40 s".
const TICK: Duration = Duration::from_secs(10);

#[derive(Clone, Copy)]
struct Now(ReadSignal<Option<i64>>);

/// Provides [`use_now`].
pub fn provide_now() {
    let (now, set_now) = signal(None);
    provide_context(Now(now));
    Effect::new(move || {
        let tick = move || set_now.set(Some(browser::now_ms()));
        tick();
        if let Ok(interval) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || interval.clear());
        }
    });
}

/// Milliseconds since the epoch by the reader's clock, renewed every few seconds. `None` on the server and in the
/// first render of the browser, which has to equal the server's.
pub fn use_now() -> Signal<Option<i64>> {
    use_context::<Now>().map_or_else(|| Signal::stored(None), |Now(now)| now.into())
}
