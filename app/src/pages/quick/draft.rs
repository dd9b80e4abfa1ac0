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
    pages::live::Live,
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
        |(id, ..)| kept_draft(id),
    );
    view! {
        <Page
            title=t.common.layout.quick_connect
            lead=move || t.quick.lead
            actions=move || view! { <LinkButton href="/quick-connect">{t.quick.paste_again}</LinkButton> }
        >
            <Live resource=draft let:draft>
                {move || match draft.get() {
                    Some(draft) => view! { <Draft draft publish/> }.into_any(),
                    None => view! { <Expired/> }.into_any(),
                }}
            </Live>
        </Page>
    }
}

/// `None` when the draft is gone: that is no error but the fate of all drafts.
async fn kept_draft(id: String) -> Result<Option<QuickDraft>, AppError> {
    match get_draft(id).await {
        Ok(draft) => Ok(Some(draft)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
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
        None => ().into_any(),
    };
    let nothing_works = (!is_publishable && !is_published)
        .then(|| view! { <p class="note note-warn">{t.quick.nothing_works}</p> });
    view! {
        <Steps>
            <Step number=1 done=true>
                <p class="step-line">{recognised}</p>
            </Step>
            <Step number=2 done=is_publishable || is_published>
                <Tried servers=draft.servers/>
                {nothing_works}
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
