//! The steps after pasting: what was found, and what is made of it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::QuickDraft;

use super::{
    clients::ConnectClient,
    first_call::FirstCall,
    publish::Publish,
    step::{Step, Steps},
    tried::Tried,
};
use crate::{
    api::quick::{PublishDraft, get_draft},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
};

/// One draft, from its trial to the first call at its endpoint.
#[component]
pub fn QuickDraftPage() -> impl IntoView {
    let t = use_messages();
    let params = use_params_map();
    let publish = ServerAction::<PublishDraft>::new();
    let calls = use_changes(Noun::Calls);
    let draft = Resource::new(
        move || {
            let id = params.read().get("draft").unwrap_or_default();
            (id, calls.get(), publish.version().get())
        },
        |(id, ..)| get_draft(id),
    );
    view! {
        <Page
            title=t.common.layout.quick_connect
            lead=move || t.quick.lead
            actions=move || view! { <LinkButton href="/quick-connect">{t.quick.paste_again}</LinkButton> }
        >
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match draft.await {
                        Ok(draft) => view! { <Draft draft publish/> }.into_any(),
                        Err(AppError::NotFound) => view! { <Expired/> }.into_any(),
                        Err(error) => view! { <ErrorCard error/> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Draft(draft: QuickDraft, publish: ServerAction<PublishDraft>) -> impl IntoView {
    let t = use_messages();
    let recognised = (t.quick.recognised)(draft.format, draft.servers.len());
    let tool_count = draft.tool_count();
    let is_publishable = draft.is_publishable();
    let is_published = draft.created.is_some();
    let rest = match draft.created {
        Some(created) => {
            let namespace_id = created.namespace_id;
            view! {
                <Step number=3>
                    <ConnectClient created/>
                </Step>
                <Step number=4 done=draft.first_call.is_some()>
                    <FirstCall call=draft.first_call namespace_id/>
                </Step>
            }
            .into_any()
        }
        None if is_publishable => view! {
            <Step number=3>
                <Publish draft=draft.id tool_count publish/>
            </Step>
        }
        .into_any(),
        None => view! { <p class="note note-warn">{t.quick.nothing_works}</p> }.into_any(),
    };
    view! {
        <Steps>
            <Step number=1 done=true>
                <p class="step-line">{recognised}</p>
            </Step>
            <Step number=2 done=is_publishable || is_published>
                <Tried servers=draft.servers/>
            </Step>
            {rest}
        </Steps>
    }
    .into_any()
}

#[component]
fn Expired() -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <EmptyState title=t.quick.expired text=t.quick.expired_text>
                <LinkButton href="/quick-connect" look=Look::Primary>{t.common.layout.quick_connect}</LinkButton>
            </EmptyState>
        </Card>
    }
}
