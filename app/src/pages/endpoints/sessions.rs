//! The live sessions of an endpoint, and disconnecting one: `?confirm=disconnect&session=…`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{EndpointId, SessionView, SessionsView};

use crate::{
    api::{endpoints::DisconnectSession, wires::BeginRecording},
    components::*,
    i18n::use_messages,
    pages::query::{href, use_confirming},
};

#[component]
pub(super) fn SessionsCard(id: EndpointId, sessions: Memo<SessionsView>) -> impl IntoView {
    let t = use_messages();
    let page = format!("/endpoints/{id}");
    let is_empty = Memo::new(move |_| sessions.with(|it| it.sessions.is_empty()));
    view! {
        <Card title=t.endpoints.live_sessions flush=true>
            <Show
                when=move || !is_empty.get()
                fallback=move || {
                    view! {
                        <EmptyState title=t.endpoints.no_sessions_title text=t.endpoints.no_sessions_text/>
                    }
                }
            >
                <Rows id page=page.clone() sessions/>
            </Show>
            {move || {
                let more = sessions.with(|it| it.more);
                (more > 0)
                    .then(|| view! { <p class="muted card-body">{(t.endpoints.sessions_more)(more)}</p> })
            }}
        </Card>
    }
}

#[component]
fn Rows(id: EndpointId, page: String, sessions: Memo<SessionsView>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.endpoints.client),
        Column::new(t.endpoints.session_holder),
        Column::new(t.endpoints.session_since).hide_small(),
        Column::new(t.endpoints.session_last_use),
        Column::new(t.endpoints.session_calls).number().hide_small(),
        Column::new(t.endpoints.session_streams).number().hide_small(),
        Column::blank(t.common.actions),
    ];
    view! {
        <Table label=t.endpoints.live_sessions columns>
            {move || {
                sessions
                    .get()
                    .sessions
                    .into_iter()
                    .map(|session| view! { <Row id page=page.clone() session/> })
                    .collect_view()
            }}
        </Table>
    }
}

#[component]
fn Row(id: EndpointId, page: String, session: SessionView) -> impl IntoView {
    let t = use_messages();
    let watch = ServerAction::<BeginRecording>::new();
    let handle = session.handle.clone();
    let client = client_name(&session);
    let watched = client.clone();
    let confirm = href(&page, &[("confirm", "disconnect"), ("session", &session.handle)]);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{client.clone()}</strong>
                <small class="code">{session.version} " · " {session.handle}</small>
            </td>
            <td role="cell" class="cell-side">
                {session.holder.unwrap_or_else(|| t.endpoints.session_anyone.to_owned())}
            </td>
            <td role="cell" class="hide-small"><Time at=session.began_at/></td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.endpoints.session_last_use} ": "</span>
                <Time at=session.last_used_at/>
            </td>
            <td role="cell" class="number hide-small">{session.calls}</td>
            <td role="cell" class="number hide-small">{session.streams}</td>
            <td role="cell" class="cell-actions">
                <Form action=watch quiet=true>
                    <Hidden name="input[endpoint]" value=id.to_string()/>
                    <Hidden name="input[session]" value=handle/>
                    <button class="btn btn-small" type="submit">
                        {t.wires.watch}
                        <span class="sr-only">" " {watched.clone()}</span>
                    </button>
                </Form>
                <LinkButton href=confirm look=Look::Quiet small=true>
                    {t.endpoints.disconnect}
                    <span class="sr-only">" " {client}</span>
                </LinkButton>
            </td>
        </tr>
    }
}

#[component]
pub(super) fn ConfirmDisconnection(id: EndpointId, sessions: Memo<SessionsView>) -> impl IntoView {
    let t = use_messages();
    let disconnect = ServerAction::<DisconnectSession>::new();
    let query = use_query_map();
    let confirming = use_confirming("disconnect");
    let chosen = Memo::new(move |_| {
        let handle = query.with(|query| query.get("session"))?;
        let sessions = sessions.read();
        let session = sessions.sessions.iter().find(|it| it.handle == handle)?;
        confirming.get().then(|| (handle, client_name(session)))
    });
    move || {
        chosen.get().map(|(handle, client)| {
            view! {
                <Confirm
                    title=(t.endpoints.disconnect_title)(&client)
                    cancel=format!("/endpoints/{id}")
                    consequences=vec![t.endpoints.disconnect_text.to_owned()]
                >
                    <Form action=disconnect>
                        <Hidden name="id" value=id.to_string()/>
                        <Hidden name="session" value=handle/>
                        <SubmitButton look=Look::Danger>{t.endpoints.disconnect}</SubmitButton>
                    </Form>
                </Confirm>
            }
        })
    }
}

fn client_name(session: &SessionView) -> String {
    if session.client.is_empty() {
        use_messages().endpoints.nameless_client.to_owned()
    } else {
        session.client.clone()
    }
}
