//! One server: what it does now and why, how it is configured, what it offers.

use leptos::prelude::*;
use model::{ConnectionView, ServerId, ServerView, SignInView, ToolView};

use super::{
    configuration::ConfigurationCard, confirm::ConfirmDeletion, connections::ConnectionsCard,
    sign_in::SignInCard, status::StatusCard, tools::ToolsCard,
};
use crate::{
    api::servers::{
        DisconnectServer, RefreshServer, RetryServer, get_server, server_connections, server_sign_in,
        server_tools, server_used_by,
    },
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{use_confirming, use_id},
    },
};

/// A server and everything that its page shows of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Data {
    server: ServerView,
    tools: Vec<ToolView>,
    /// For those who may change it.
    connections: Vec<ConnectionView>,
    /// Where it wants one.
    sign_in: Option<SignInView>,
    /// What it would take along if it were deleted.
    used_by: Vec<String>,
}

/// What the page can do to a running server.
#[derive(Clone, Copy)]
pub(super) struct Doings {
    pub(super) retry: ServerAction<RetryServer>,
    pub(super) refresh: ServerAction<RefreshServer>,
    pub(super) disconnect: ServerAction<DisconnectServer>,
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
        disconnect: ServerAction::new(),
    };
    let changes = [Noun::Servers, Noun::Processes].map(use_changes);
    let done = move || {
        (
            doings.retry.version().get(),
            doings.refresh.version().get(),
            doings.disconnect.version().get(),
        )
    };
    let data = Resource::new(
        move || {
            (
                id.get(),
                deleting.get(),
                changes.map(|changes| changes.get()),
                done(),
            )
        },
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
                let identity = Memo::new(move |_| data.with(|data| (data.server.id, data.server.name.clone())));
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
    let server = get_server(id).await?;
    let connections = if server.editable {
        server_connections(id).await?
    } else {
        Vec::new()
    };
    let sign_in = match server.oauth {
        Some(_) => server_sign_in(id).await?,
        None => None,
    };
    Ok(Data {
        server,
        tools: server_tools(id).await?,
        connections,
        sign_in,
        used_by,
    })
}

#[component]
fn Loaded(id: ServerId, name: String, data: Signal<Data>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    let server = Memo::new(move |_| data.with(|data| data.server.clone()));
    let tools = Memo::new(move |_| data.with(|data| data.tools.clone()));
    let connections = Memo::new(move |_| data.with(|data| data.connections.clone()));
    let sign_in = Memo::new(move |_| data.with(|data| data.sign_in.clone()));
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
            <ActionError action=doings.disconnect/>
            <Show when=move || deleting.get() && editable.get()>
                {
                    let name = confirmed_name.clone();
                    view! { <ConfirmDeletion id name used_by=data.with(|data| data.used_by.clone())/> }
                }
            </Show>
            <div class="grid-two second-leads">
                <ToolsCard id tools doings/>
                <div class="stack">
                    <SignInCard id sign_in disconnect=doings.disconnect/>
                    <StatusCard server doings/>
                    <Show when=move || editable.get()>
                        <ConnectionsCard connections/>
                    </Show>
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
            <LinkButton href=format!("/hand-over/servers/{id}")>{t.teams.hand_over}</LinkButton>
            <LinkButton href=format!("/servers/{id}?confirm=delete")>{t.common.delete}</LinkButton>
            <LinkButton href=format!("/servers/{id}/edit") look=Look::Primary>
                {t.common.edit}
            </LinkButton>
        </Show>
    }
}
