//! The last step: a client calls.

use leptos::prelude::*;
use model::{CallOutcome, CallView, NamespaceId};

use crate::{components::*, i18n::use_messages};

/// Waits for the first call, and shows it, with what is next. Between them stands another way to call.
#[component]
pub(super) fn FirstCall(
    call: Memo<Option<CallView>>,
    namespace_id: NamespaceId,
    children: Children,
) -> impl IntoView {
    view! {
        {move || match call.get() {
            Some(call) => view! { <Called call/> }.into_any(),
            None => view! { <Waiting/> }.into_any(),
        }}
        {children()}
        <Show when=move || call.with(Option::is_some)>
            <WhatNext namespace_id/>
        </Show>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <div class="row">
                <span role="status"><Mark>{t.quick.waiting}</Mark></span>
                <span class="muted grow">{t.quick.waiting_text}</span>
                // An empty reference is this very page.
                <a class="btn btn-small without-js" href="">{t.quick.look_again}</a>
            </div>
        </Card>
    }
}

#[component]
fn Called(call: CallView) -> impl IntoView {
    let t = use_messages();
    let tone = if call.outcome == CallOutcome::Ok {
        Tone::Ok
    } else {
        Tone::Warn
    };
    let mut facts = vec![
        (t.quick.outcome)(call.outcome).to_owned(),
        elapsed(call.elapsed_us),
    ];
    if !call.client.is_empty() {
        facts.push((t.quick.from_client)(&call.client));
    }
    view! {
        <Card>
            <div class="row">
                <span role="status"><Mark tone>{t.quick.first_call}</Mark></span>
                <code class="code">{call.tool}</code>
                <span class="muted grow">{facts.join(" · ")} " · " <Time at=call.at/></span>
            </div>
        </Card>
    }
}

#[component]
fn WhatNext(namespace_id: NamespaceId) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.quick.go_on>
            <div class="actions">
                <LinkButton href=format!("/namespaces/{}", namespace_id)>{t.quick.to_namespace}</LinkButton>
                <LinkButton href="/servers">{t.quick.to_servers}</LinkButton>
                <LinkButton href="/quick-connect">{t.quick.another}</LinkButton>
            </div>
        </Card>
    }
}
