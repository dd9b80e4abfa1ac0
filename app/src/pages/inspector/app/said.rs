//! What an app says to the person, or to a model if there were one.

use leptos::prelude::*;
use model::schema_form::Json;

use super::host::Host;
use crate::{components::*, i18n::use_messages};

/// Bytes of a message that are shown.
const MAX_SHOWN: usize = 16 * 1024;
/// Characters of it that stand in its line.
const MAX_WORDS: usize = 120;

/// Something that an app said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) n: u64,
    method: String,
    /// Its text, where it has one.
    words: String,
    /// Indented JSON.
    params: String,
}

impl Said {
    pub(super) fn new(n: u64, method: &str, params: &str) -> Self {
        let json = Json::parse(params).unwrap_or(Json::Null);
        let mut params = json.indented();
        if params.len() > MAX_SHOWN {
            params.truncate(params.floor_char_boundary(MAX_SHOWN));
            params.push('…');
        }
        Self {
            n,
            method: method.to_owned(),
            words: words(&json).chars().take(MAX_WORDS).collect(),
            params,
        }
    }
}

/// The first text of a message, or what is logged.
fn words(params: &Json) -> String {
    let content = params.get("content");
    let first = content.and_then(|content| content.items().first().or(Some(content)));
    let text = first.and_then(|block| block.get("text")).or(params.get("data"));
    text.and_then(Json::as_text).unwrap_or_default().to_owned()
}

/// Everything that it said, and a page that it wants to open.
#[component]
pub(super) fn WhatIsSaid(host: Host) -> impl IntoView {
    let t = &use_messages().inspector.app;
    view! {
        <div role="status"><Wanted host/></div>
        <Show when=move || host.said.with(|said| !said.is_empty())>
            <section class="stack">
                <h3 class="part-title">{t.said}</h3>
                <div role="log" aria-label=t.said>
                    <ol class="notices">
                        <For each=move || host.said.get() key=|it| it.n let:said>
                            <One said/>
                        </For>
                    </ol>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn One(said: Said) -> impl IntoView {
    let t = &use_messages().inspector;
    view! {
        <li>
            <details class="fold">
                <summary>
                    <code class="code">{said.method}</code>
                    <span class="clip">{said.words}</span>
                </summary>
                <CodeBlock text=said.params label=t.params/>
            </details>
        </li>
    }
}

/// Whose page it is stands before the link, which the person follows or not.
#[component]
fn Wanted(host: Host) -> impl IntoView {
    let t = &use_messages().inspector.app;
    move || {
        host.wanted.get().map(|page| {
            view! {
                <div class="note note-warn">
                    <p>{t.wants_page} " " <strong>{page.host.clone()}</strong></p>
                    <p><Code text=page.url.clone()/></p>
                    <div class="row">
                        <a
                            class="btn"
                            href=page.url
                            target="_blank"
                            rel="noopener noreferrer"
                            on:click=move |_| host.decide(true)
                        >
                            {(t.open_page)(&page.host)}
                        </a>
                        <PressButton on_press=move || host.decide(false)>{t.stay}</PressButton>
                    </div>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_SHOWN, Said};

    #[test]
    fn the_words_of_a_message_stand_in_its_line() {
        let words = |params: &str| Said::new(0, "ui/message", params).words;
        assert_eq!(
            words(r#"{"role":"user","content":[{"type":"text","text":"hello"}]}"#),
            "hello"
        );
        assert_eq!(
            words(r#"{"role":"user","content":{"type":"text","text":"hello"}}"#),
            "hello"
        );
        assert_eq!(words(r#"{"level":"info","data":"slow"}"#), "slow");
        assert_eq!(words("[]"), "");
        let long = format!(r#"{{"data":"{}"}}"#, "ä".repeat(MAX_SHOWN));
        assert!(Said::new(0, "x", &long).params.len() <= MAX_SHOWN + 3);
    }
}
