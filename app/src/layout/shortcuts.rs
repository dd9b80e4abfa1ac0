//! Keys that work on every page.

use leptos::{ev, prelude::*};
use leptos_router::hooks::{use_location, use_navigate};

use crate::{
    browser,
    pages::find::{FIELD, PATH},
};

/// `Ctrl-K` (`⌘K`) leads to the search for tools.
pub(super) fn listen() {
    let navigate = use_navigate();
    let path = use_location().pathname;
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let handle = window_event_listener(ev::keydown, move |event| {
            let is_modified = event.ctrl_key() || event.meta_key();
            if !is_modified || event.alt_key() || !event.key().eq_ignore_ascii_case("k") {
                return;
            }
            // Browsers have a use of their own for it.
            event.prevent_default();
            if path.get_untracked() == PATH {
                browser::focus_first(FIELD);
            } else {
                navigate(PATH, leptos_router::NavigateOptions::default());
            }
        });
        on_cleanup(move || handle.remove());
    });
}
