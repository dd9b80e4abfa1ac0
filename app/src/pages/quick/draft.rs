//! The steps after pasting: what was found, and what is made of it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{NamespaceId, QuickDraft};

use super::{
    clients::ConnectClient,
    first_call::FirstCall,
    publish::Publish,
    step::{Step, Steps},
    tried::Tried,
    try_tool::TryTool,
};
use crate::{
    api::quick::{CallDraftTool, PublishDraft, get_draft},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::live::Live,
};

/// What can be done with a draft.
#[derive(Clone, Copy)]
struct Doings {
    publish: ServerAction<PublishDraft>,
    call: ServerAction<CallDraftTool>,
}

/// What clients need of what was made. It stays the same while sessions come and go at the endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// The id of the draft it was made of.
    pub(super) draft: String,
    pub(super) namespace_id: NamespaceId,
    pub(super) url: String,
    pub(super) key: String,
}

impl Made {
    fn of(draft: &QuickDraft) -> Option<Self> {
        let created = draft.created.as_ref()?;
        Some(Self {
            draft: draft.id.clone(),
            namespace_id: created.namespace_id,
            url: created.endpoint.url.clone(),
            key: created.key.clone(),
        })
    }
}

/// One draft, from its trial to the first call at its endpoint.
#[component]
pub fn QuickDraftPage() -> impl IntoView {
    let t = use_messages();
    let params = use_params_map();
    let doings = Doings {
        publish: ServerAction::new(),
        call: ServerAction::new(),
    };
    let calls = use_changes(Noun::Calls);
    let done = move || (doings.publish.version().get(), doings.call.version().get());
    let draft = Resource::new(
        move || {
            let id = params.read().get("draft").unwrap_or_default();
            (id, calls.get(), done())
        },
        |(id, ..)| kept_draft(id),
    );
    view! {
        <Page
            title=t.common.layout.quick_connect
            actions=move || view! { <LinkButton href="/quick-connect">{t.quick.paste_again}</LinkButton> }
        >
            <Live resource=draft let:draft>
                {
                    // A draft comes and goes as a whole: its parts are built once, so that nothing typed is lost.
                    let first = Memo::new(move |_| draft.with(|draft| draft.as_ref().map(|draft| draft.id.clone())));
                    move || {
                        first.track();
                        match draft.get_untracked() {
                            Some(found) => {
                                let last = found.clone();
                                let draft = Memo::new(move |_| draft.get().unwrap_or_else(|| last.clone()));
                                view! { <Draft found draft doings/> }.into_any()
                            }
                            None => view! { <Expired/> }.into_any(),
                        }
                    }
                }
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

/// The steps. What was found by the trial never changes; what is made of it and called does.
#[component]
fn Draft(found: QuickDraft, draft: Memo<QuickDraft>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    let made = Memo::new(move |_| draft.with(Made::of));
    let recognised = (t.quick.recognised)(found.format, found.servers.len());
    let (servers, tools) = (found.server_count(), found.tool_count());
    let is_publishable = found.is_publishable();
    let nothing_works = (!is_publishable).then(|| view! { <NothingWorks/> });
    let rest = move || match made.get() {
        Some(made) => view! { <Published made draft doings/> }.into_any(),
        None if is_publishable => {
            let id = draft.with_untracked(|draft| draft.id.clone());
            view! {
                <Step number=3 title=t.quick.publish>
                    <Publish draft=id servers tools publish=doings.publish/>
                </Step>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    view! {
        <Steps>
            <Step number=1 title=t.quick.step_what done=true>
                <p class="step-line">{recognised}</p>
            </Step>
            <Step number=2 title=t.quick.step_trial done=is_publishable>
                <Tried servers=found.servers/>
                {nothing_works}
            </Step>
            {rest}
        </Steps>
    }
    .into_any()
}

#[component]
fn NothingWorks() -> impl IntoView {
    let t = use_messages();
    view! {
        <div class="row">
            <p class="muted grow">{t.quick.nothing_works}</p>
            <LinkButton href="/quick-connect" look=Look::Primary>{t.quick.correct}</LinkButton>
        </div>
    }
}

#[component]
fn Published(made: Made, draft: Memo<QuickDraft>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    let namespace_id = made.namespace_id;
    let first_call = Memo::new(move |_| draft.with(|draft| draft.first_call.clone()));
    let done = Signal::derive(move || first_call.with(Option::is_some));
    view! {
        <Step number=3 title=t.endpoints.connect done=done>
            <ConnectClient made/>
        </Step>
        <Step number=4 title=t.quick.first_call done=done>
            <FirstCall call=first_call namespace_id>
                <TryTool draft call=doings.call/>
            </FirstCall>
        </Step>
    }
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
