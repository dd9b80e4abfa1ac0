//! All clients, whether they may register themselves, and deleting one: `?confirm=delete&id=…`. `?created=` shows a new one,
//! once.

mod created;
mod list;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{OauthClientId, OauthClientView, Permission, RegistrationPolicy};

use self::{created::CreatedNote, list::Rows};
use crate::{
    api::oauth::{
        ClientInput, DeleteOauthClient, RegisterOauthClient, SetOauthPolicy, list_oauth_clients,
        reveal_oauth_client,
    },
    components::*,
    contexts::{Noun, use_changes, use_me},
    i18n::use_messages,
    pages::{live::LivePage, permitted::Permitted, query::use_confirming},
};

const PATH: &str = "/oauth-clients";

type Data = (Vec<OauthClientView>, RegistrationPolicy);

/// What administrators decide about clients.
#[component]
pub fn OauthClientsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::ConnectedClients);
    let register = ServerAction::<RegisterOauthClient>::new();
    let set_policy = ServerAction::<SetOauthPolicy>::new();
    let data = Resource::new(
        move || {
            (
                changes.get(),
                register.version().get(),
                set_policy.version().get(),
            )
        },
        |_| list_oauth_clients(),
    );
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("created").unwrap_or_default()));
    // Not fed by the event stream: a second look at the token would find nothing.
    let created = Resource::new(
        move || token.get(),
        |token| async move {
            if token.is_empty() {
                Ok(None)
            } else {
                reveal_oauth_client(token).await
            }
        },
    );
    view! {
        <LivePage
            resource=data
            title=t.oauth.clients_title
            home=Crumb::new("/connected-clients", t.oauth.title)
            let:data
        >
            <Page
                title=t.oauth.clients_title
                parents=vec![Crumb::new("/connected-clients", t.oauth.title)]
                lead=move || t.oauth.clients_lead
            >
                <Permitted may=use_me().may(Permission::KeepSettings)>
                    <CreatedNote created token/>
                    <ConfirmDeletion data/>
                    <div class="grid-two">
                        <Clients data/>
                        <div class="stack">
                            {
                                let policy = Memo::new(move |_| data.with(|(_, policy)| *policy));
                                move || view! { <PolicyCard policy=policy.get() set_policy/> }
                            }
                            <RegisterCard register/>
                        </div>
                    </div>
                </Permitted>
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Clients(data: Signal<Data>) -> impl IntoView {
    let t = use_messages();
    let clients = Memo::new(move |_| data.with(|(clients, _)| clients.clone()));
    view! {
        <Card flush=true>
            {move || {
                if clients.with(Vec::is_empty) {
                    view! { <EmptyState title=t.oauth.no_clients_title text=t.oauth.no_clients_text/> }
                        .into_any()
                } else {
                    view! { <Rows clients/> }.into_any()
                }
            }}
        </Card>
    }
}

#[component]
fn PolicyCard(policy: RegistrationPolicy, set_policy: ServerAction<SetOauthPolicy>) -> impl IntoView {
    let t = use_messages();
    let options = RegistrationPolicy::ALL
        .iter()
        .map(|policy| {
            let (label, hint) = t.oauth.policy(*policy);
            Choice::new(policy.as_str(), label).hint(hint)
        })
        .collect();
    view! {
        <Card>
            <Form action=set_policy>
                <ChoiceField name="policy" label=t.oauth.policy options value=policy.as_str()/>
                <SubmitButton>{t.common.save}</SubmitButton>
            </Form>
        </Card>
    }
}

#[component]
fn RegisterCard(register: ServerAction<RegisterOauthClient>) -> impl IntoView {
    let t = use_messages();
    let kinds = vec![
        Choice::new("false", t.oauth.public).hint(t.oauth.public_hint),
        Choice::new("true", t.oauth.confidential).hint(t.oauth.confidential_hint),
    ];
    view! {
        <Card title=t.oauth.register>
            <Form action=register check=|register: &RegisterOauthClient| ClientInput::validate(&register.input)>
                <TextField name="name" label=t.common.name hint=t.oauth.name_hint required=true/>
                <TextArea
                    name="redirect_uris"
                    label=t.oauth.redirect_uris
                    hint=t.oauth.redirect_uris_hint
                    required=true
                    placeholder="http://127.0.0.1/callback"
                />
                <ChoiceField name="confidential" label=t.oauth.kind_of_client options=kinds value="false"/>
                <SubmitButton look=Look::Primary>{t.oauth.register}</SubmitButton>
            </Form>
        </Card>
    }
}

#[component]
fn ConfirmDeletion(data: Signal<Data>) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteOauthClient>::new();
    let query = use_query_map();
    let confirming = use_confirming("delete");
    let chosen = Memo::new(move |_| {
        let id: OauthClientId = query.with(|query| query.get_str("id")?.parse().ok())?;
        let data = data.read();
        let client = data.0.iter().find(|client| client.id == id)?;
        confirming
            .get()
            .then(|| (client.id, client.name.clone(), client.connections))
    });
    move || {
        chosen.get().map(|(id, name, connections)| {
            view! {
                <Confirm
                    title=(t.oauth.delete_title)(&name)
                    cancel=PATH.to_owned()
                    consequences=vec![(t.oauth.delete_text)(connections)]
                >
                    <Form action=delete>
                        <Hidden name="id" value=id.to_string()/>
                        <SubmitButton look=Look::Danger>{t.oauth.delete_button}</SubmitButton>
                    </Form>
                </Confirm>
            }
        })
    }
}
