//! The clients that act for the person, and disconnecting one: `?confirm=disconnect&id=…`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{AuthorizationId, ConnectedClientView, Permission};

use crate::{
    api::oauth::{DisconnectClient, list_connected_clients},
    components::*,
    contexts::{Noun, use_changes, use_me},
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_confirming},
    },
};

const PATH: &str = "/connected-clients";

/// All clients that act for the person.
#[component]
pub fn ConnectedClientsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::ConnectedClients);
    let clients = Resource::new(move || changes.get(), |_| list_connected_clients());
    view! {
        <LivePage resource=clients title=t.oauth.title let:clients>
            <Page title=t.oauth.title lead=move || t.oauth.lead actions=|| view! { <Administration/> }>
                <ConfirmDisconnection clients/>
                <Card flush=true>
                    {move || {
                        if clients.with(Vec::is_empty) {
                            view! {
                                <EmptyState title=t.oauth.empty_title text=t.oauth.empty_text>
                                    <LinkButton href="/endpoints">{t.endpoints.title}</LinkButton>
                                </EmptyState>
                            }
                                .into_any()
                        } else {
                            view! { <Rows clients/> }.into_any()
                        }
                    }}
                </Card>
            </Page>
        </LivePage>
    }
    .into_any()
}

/// The way to what administrators decide about clients.
#[component]
fn Administration() -> impl IntoView {
    let t = use_messages();
    use_me()
        .role
        .may(Permission::KeepSettings)
        .then(|| view! { <LinkButton href="/oauth-clients">{t.oauth.clients_title}</LinkButton> })
}

#[component]
fn Rows(clients: Signal<Vec<ConnectedClientView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.oauth.client),
        Column::new(t.oauth.endpoint),
        Column::new(t.oauth.since).hide_small(),
        Column::new(t.oauth.last_used),
        Column::blank(t.common.actions),
    ];
    view! {
        <Table label=t.oauth.title columns>
            <For each=move || clients.get() key=|client| client.id let:client>
                <Row client clients/>
            </For>
        </Table>
    }
}

#[component]
fn Row(client: ConnectedClientView, clients: Signal<Vec<ConnectedClientView>>) -> impl IntoView {
    let t = use_messages();
    let id = client.id;
    let last_used = Memo::new(move |_| {
        clients.with(|all| all.iter().find(|it| it.id == id).and_then(|it| it.last_used_at))
    });
    let may: Vec<_> = client.scopes.iter().map(|scope| t.oauth.scope(*scope)).collect();
    let confirm = href(PATH, &[("confirm", "disconnect"), ("id", &id.to_string())]);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{client.client.clone()}</strong>
                <small>{client.client_host.unwrap_or_else(|| may.join(" · "))}</small>
            </td>
            <td role="cell" class="cell-side">
                <a href=format!("/endpoints/{}", client.endpoint_id)>{client.endpoint.clone()}</a>
            </td>
            <td role="cell" class="hide-small"><Time at=client.created_at/></td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.oauth.last_used} ": "</span>
                {move || match last_used.get() {
                    Some(at) => view! { <Time at/> }.into_any(),
                    None => view! { <span class="muted">{t.common.never}</span> }.into_any(),
                }}
            </td>
            <td role="cell" class="cell-actions">
                <LinkButton href=confirm look=Look::Quiet small=true>
                    {t.oauth.disconnect}
                    <span class="sr-only">" " {client.client.clone()} " " {client.endpoint.clone()}</span>
                </LinkButton>
            </td>
        </tr>
    }
}

#[component]
fn ConfirmDisconnection(clients: Signal<Vec<ConnectedClientView>>) -> impl IntoView {
    let t = use_messages();
    let disconnect = ServerAction::<DisconnectClient>::new();
    let query = use_query_map();
    let confirming = use_confirming("disconnect");
    let chosen = Memo::new(move |_| {
        let id: AuthorizationId = query.with(|query| query.get_str("id")?.parse().ok())?;
        let clients = clients.read();
        let client = clients.iter().find(|client| client.id == id)?;
        confirming.get().then(|| (client.id, client.client.clone()))
    });
    move || {
        chosen.get().map(|(id, client)| {
            view! {
                <Confirm
                    title=(t.oauth.disconnect_title)(&client)
                    cancel=PATH.to_owned()
                    consequences=vec![t.oauth.disconnect_text.to_owned()]
                >
                    <Form action=disconnect>
                        <Hidden name="id" value=id.to_string()/>
                        <SubmitButton look=Look::Danger>{t.oauth.disconnect}</SubmitButton>
                    </Form>
                </Confirm>
            }
        })
    }
}
