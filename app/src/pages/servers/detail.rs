//! One server: what it does now and why, how it is configured, what it offers.

use leptos::prelude::*;
use model::{ServerId, ServerView, ToolView};

use super::{
    configuration::ConfigurationCard, confirm::ConfirmDeletion, status::StatusCard, tools::ToolsCard,
};
use crate::{
    api::servers::{RefreshServer, RetryServer, get_server, server_tools, server_used_by},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{use_confirming, use_id},
    },
};

/// The server, its tools, and what it would take along if it were deleted.
type Data = (ServerView, Vec<ToolView>, Vec<String>);

/// What the page can do to a running server.
#[derive(Clone, Copy)]
pub(super) struct Doings {
    pub(super) retry: ServerAction<RetryServer>,
    pub(super) refresh: ServerAction<RefreshServer>,
}

/// One server.
#[component]
pub fn ServerPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<ServerId>();
    let deleting = use_confirming("delete");
    let doings = Doings {
        retry: ServerAction::new(),
        refresh: ServerAction::new(),
    };
    let changes = use_changes(Noun::Servers);
    let done = move || (doings.retry.version().get(), doings.refresh.version().get());
    let data = Resource::new(
        move || (id.get(), deleting.get(), changes.get(), done()),
        |(id, deleting, ..)| load(id, deleting),
    );
    view! {
        <LivePage
            resource=data
            title=t.servers.one
            home=Crumb::new("/servers", t.servers.title)
            let:data
        >
            {
                let identity = Memo::new(move |_| data.with(|(server, ..)| (server.id, server.name.clone())));
                move || {
                    let (id, name) = identity.get();
                    view! { <Loaded id name data doings/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<ServerId>, deleting: bool) -> Result<Data, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let used_by = if deleting {
        server_used_by(id).await?
    } else {
        Vec::new()
    };
    Ok((get_server(id).await?, server_tools(id).await?, used_by))
}

#[component]
fn Loaded(id: ServerId, name: String, data: Signal<Data>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    let server = Memo::new(move |_| data.with(|(server, ..)| server.clone()));
    let tools = Memo::new(move |_| data.with(|(_, tools, _)| tools.clone()));
    let editable = Memo::new(move |_| server.with(|server| server.editable));
    let deleting = use_confirming("delete");
    let confirmed_name = name.clone();
    view! {
        <Page
            title=name
            parents=vec![Crumb::new("/servers", t.servers.title)]
            lead=move || view! { {move || server.with(|server| server.description.clone())} }
            actions=move || view! { <Actions id editable/> }
        >
            <ActionError action=doings.retry/>
            <ActionError action=doings.refresh/>
            <Show when=move || deleting.get() && editable.get()>
                {
                    let name = confirmed_name.clone();
                    view! { <ConfirmDeletion id name used_by=data.with(|(.., used_by)| used_by.clone())/> }
                }
            </Show>
            <div class="grid-two second-leads">
                <ToolsCard id tools doings/>
                <div class="stack">
                    <StatusCard server doings/>
                    <ConfigurationCard server/>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Actions(id: ServerId, editable: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Show when=move || editable.get()>
            <LinkButton href=format!("/servers/{id}?confirm=delete")>{t.common.delete}</LinkButton>
            <LinkButton href=format!("/servers/{id}/edit") look=Look::Primary>
                {t.common.edit}
            </LinkButton>
        </Show>
    }
}
