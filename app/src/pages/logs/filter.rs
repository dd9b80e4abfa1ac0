//! Which lines are shown, kept in the URL.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{query_signal_with_options, use_query_map},
};
use model::{LogLevel, LogSource, Reference, ServerId};
use serde::{Deserialize, Serialize};

use super::PATH;
use crate::{components::*, i18n::use_messages, pages::query::href};

const LEVEL: &str = "level";
const SOURCE: &str = "source";
const TEXT: &str = "q";

/// The filter as the query has it; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    level: String,
    source: String,
    text: String,
}

impl Wanted {
    pub(super) fn level(&self) -> Option<String> {
        some(&self.level)
    }

    pub(super) fn source(&self) -> Option<String> {
        some(&self.source)
    }

    pub(super) fn text(&self) -> Option<String> {
        some(&self.text)
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Another path with the same filter, and more.
    pub(super) fn at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = [
            (LEVEL, self.level.as_str()),
            (SOURCE, self.source.as_str()),
            (TEXT, self.text.as_str()),
        ];
        href(path, &[&own, more].concat())
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What the query asks for.
pub(super) fn use_wanted() -> Memo<Wanted> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let of = |name| query.get_str(name).unwrap_or_default().trim().to_owned();
            Wanted {
                level: of(LEVEL),
                source: of(SOURCE),
                text: of(TEXT),
            }
        })
    })
}

/// Level, writer and text. Without JavaScript they are a form.
#[component]
pub(super) fn Filters(servers: Memo<Vec<Reference<ServerId>>>, sees_gateway: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    let options = || NavigateOptions {
        // One entry of the history a visit, not one a letter; and the list must not jump.
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    };
    let (level, set_level) = query_signal_with_options::<String>(LEVEL, options());
    let (source, set_source) = query_signal_with_options::<String>(SOURCE, options());
    let (text, set_text) = query_signal_with_options::<String>(TEXT, options());
    let chosen = |event| Some(event_target_value(&event)).filter(|value| !value.is_empty());
    let levels = LogLevel::ALL
        .iter()
        .map(|it| {
            let value = it.as_str();
            let selected = move || level.get().as_deref() == Some(value);
            view! { <option value=value selected=selected>{t.logs.at_least(*it)}</option> }
        })
        .collect_view();
    let is_source = move |value: String| source.get().as_deref() == Some(&value);
    view! {
        <Toolbar>
            <form class="log-filter" role="search" method="get" action=PATH on:submit=|event| event.prevent_default()>
                <select
                    class="input"
                    name=LEVEL
                    aria-label=t.logs.level
                    on:change=move |event| set_level.set(chosen(event))
                >
                    <option value="" selected=move || level.get().is_none()>{t.logs.any_level}</option>
                    {levels}
                </select>
                <select
                    class="input"
                    name=SOURCE
                    aria-label=t.logs.source
                    on:change=move |event| set_source.set(chosen(event))
                >
                    <option value="" selected=move || source.get().is_none()>{t.logs.any_source}</option>
                    <Show when=move || sees_gateway.get()>
                        <option
                            value=LogSource::Gateway.to_string()
                            selected=move || is_source(LogSource::Gateway.to_string())
                        >
                            {t.logs.gateway}
                        </option>
                    </Show>
                    <For each=move || servers.get() key=|it| (it.id, it.name.clone()) let:it>
                        <option value=it.id.to_string() selected=move || is_source(it.id.to_string())>
                            {it.name.clone()}
                        </option>
                    </For>
                </select>
                <input
                    class="input"
                    type="search"
                    name=TEXT
                    autocomplete="off"
                    placeholder=t.logs.text
                    aria-label=t.logs.text
                    value=text.get_untracked().unwrap_or_default()
                    on:input=move |event| set_text.set(chosen(event))
                />
                <button class="btn without-js" type="submit">{t.common.search}</button>
            </form>
        </Toolbar>
    }
}
