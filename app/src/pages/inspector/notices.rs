//! What servers say by themselves, and how much of it is wanted.

use leptos::prelude::*;
use model::{McpLogLevel, NoticeView};

use super::{
    inspected::{Inspected, use_chosen},
    tab::Tab,
};
use crate::{api::inspector::SetLogLevel, components::*, i18n::use_messages};

/// Which notifications are shown, by the word in the URL.
const KINDS: [&str; 4] = ["", "log", "progress", "changes"];

#[component]
pub(super) fn NoticesTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let kind = use_chosen("show");
    let words = use_chosen("q");
    let shown = Memo::new(move |_| {
        let kind = kind.get().unwrap_or_default();
        let words = words.get().unwrap_or_default().to_lowercase();
        it.view.with(|view| {
            let notices = view.notices.iter();
            let notices = notices.filter(|it| is_of(it, &kind) && it.params.to_lowercase().contains(&words));
            notices.cloned().collect::<Vec<_>>()
        })
    });
    let chips = KINDS.map(|one| {
        let href = move || {
            it.href(
                Tab::Notices,
                &[("show", one), ("q", &words.get().unwrap_or_default())],
            )
        };
        view! {
            <Chip
                href=Signal::derive(href)
                current=Signal::derive(move || kind.get().unwrap_or_default() == one)
            >
                {t.notice_kind(one)}
            </Chip>
        }
    });
    view! {
        <LogLevel it/>
        <Card title=t.notices flush=true>
            <Toolbar>
                <SearchBox label=t.filter/>
                <div class="chips" role="group" aria-label=t.notices>{chips.collect_view()}</div>
            </Toolbar>
            <Show
                when=move || shown.with(|shown| !shown.is_empty())
                fallback=move || view! { <p class="nothing-found">{t.no_notices}</p> }
            >
                <div role="log"><ol class="notices">
                    <For each=move || shown.get() key=|it| it.n let:notice>
                        <Notice notice/>
                    </For>
                </ol></div>
            </Show>
        </Card>
    }
}

fn is_of(notice: &NoticeView, kind: &str) -> bool {
    let method = notice.method.as_str();
    match kind {
        "log" => method == "notifications/message",
        "progress" => method == "notifications/progress",
        "changes" => method.ends_with("list_changed") || method.ends_with("updated"),
        _ => true,
    }
}

#[component]
fn Notice(notice: NoticeView) -> impl IntoView {
    let t = &use_messages().inspector;
    let level = notice.level.map(|level| {
        let tone = match level {
            McpLogLevel::Debug | McpLogLevel::Info | McpLogLevel::Notice => Tone::Neutral,
            McpLogLevel::Warning => Tone::Warn,
            _ => Tone::Bad,
        };
        view! { <Tag tone>{level.as_str()}</Tag> " " }
    });
    view! {
        <li>
            <details class="fold">
                <summary>
                    <code class="code">{notice.method}</code>
                    {level}
                    <span class="muted">{notice.logger} " " <Time at=notice.at/></span>
                </summary>
                <CodeBlock text=notice.params label=t.params/>
            </details>
        </li>
    }
}

/// Which log messages are wanted, where the target logs.
#[component]
fn LogLevel(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let action = ServerAction::<SetLogLevel>::new();
    let (logs, now) = it
        .view
        .with_untracked(|view| (view.offers.logging, view.log_level));
    if !logs {
        return ().into_any();
    }
    let options = McpLogLevel::ALL.map(|level| Choice::new(level.as_str(), level.as_str()));
    let now = now.unwrap_or(McpLogLevel::Info).as_str();
    let is_set = move || action.value().with(|value| matches!(value, Some(Ok(()))));
    view! {
        <Card title=t.log_level>
            <Form action>
                <Hidden name="id" value=it.id.to_string()/>
                <SelectField name="level" label=t.log_level options=options.to_vec() value=now hint=t.log_level_hint/>
                <div class="row">
                    <SubmitButton>{t.tell}</SubmitButton>
                    <span role="status"><Show when=is_set><Mark tone=Tone::Ok>{t.told}</Mark></Show></span>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
