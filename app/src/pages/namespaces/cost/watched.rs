//! Notices what is done in a form while nothing is sent yet.

use std::time::Duration;

use leptos::{ev::Event, prelude::*};
use web_sys::FormData;

use crate::browser;

/// Whoever types fast is asked about once.
const PAUSE: Duration = Duration::from_millis(300);

/// The part of a form around `children`; hands on what the whole form holds when nothing more was done for a moment.
#[component]
pub(in crate::pages::namespaces) fn Watched(
    on_change: Callback<FormData>,
    children: Children,
) -> impl IntoView {
    let turn = StoredValue::new(0_u32);
    let watch = move |event: &Event| {
        let Some(form) = browser::form_around(event) else {
            return;
        };
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let this = turn.get_value();
        set_timeout(
            move || {
                // The page may be gone by then, or somebody goes on typing.
                if turn.try_get_value() == Some(this)
                    && let Ok(data) = FormData::new_with_form(&form)
                {
                    on_change.run(data);
                }
            },
            PAUSE,
        );
    };
    view! {
        <div
            on:input=move |event| watch(&event)
            on:change=move |event| watch(&event)
            // The order of a list is part of a form, and buttons change it.
            on:click=move |event| watch(&event)
        >
            {children()}
        </div>
    }
}
