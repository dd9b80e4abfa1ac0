//! How far a key is accepted, in a word or two.

use leptos::prelude::*;
use model::{ApiKeyView, KeyLimits};

use crate::{components::*, i18n::use_messages};

/// That it is over, and that it is not for everything.
#[component]
pub(super) fn KeyMarks(key: ApiKeyView) -> impl IntoView {
    let t = &use_messages().api_keys;
    let is_limited = key.limits != KeyLimits::default();
    let expired = key
        .is_expired
        .then(|| view! { " " <Tag tone=Tone::Bad>{t.expired}</Tag> });
    let limited = is_limited.then(|| view! { " " <Tag>{t.limited}</Tag> });
    view! { {expired} {limited} }
}
