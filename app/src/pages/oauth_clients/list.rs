//! The list of clients.

use leptos::prelude::*;
use model::OauthClientView;

use super::PATH;
use crate::{api::oauth::ApproveOauthClient, components::*, i18n::use_messages, pages::query::href};

#[component]
pub(super) fn Rows(clients: Memo<Vec<OauthClientView>>) -> impl IntoView {
    let t = use_messages();
    let approve = ServerAction::<ApproveOauthClient>::new();
    let columns = vec![
        Column::new(t.oauth.client),
        Column::new(t.common.state),
        Column::new(t.oauth.connections).number().hide_small(),
        Column::new(t.oauth.since).hide_small(),
        Column::blank(t.common.actions),
    ];
    view! {
        <ActionError action=approve/>
        <Table label=t.oauth.clients_title columns>
            {move || {
                clients
                    .get()
                    .into_iter()
                    .map(|client| view! { <Row client approve/> })
                    .collect_view()
            }}
        </Table>
    }
}

#[component]
fn Row(client: OauthClientView, approve: ServerAction<ApproveOauthClient>) -> impl IntoView {
    let t = use_messages();
    let id = client.id;
    let name = StoredValue::new(client.name.clone());
    let delete = href(PATH, &[("confirm", "delete"), ("id", &id.to_string())]);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{client.name}</strong>
                <small class="code">{client.client_id}</small>
            </td>
            <td role="cell" class="cell-side">
                {if client.approved {
                    view! { <Tag>{t.oauth.kind(client.kind)}</Tag> }.into_any()
                } else {
                    view! { <Tag tone=Tone::Warn>{t.oauth.waits}</Tag> }.into_any()
                }}
            </td>
            <td role="cell" class="number hide-small">{client.connections}</td>
            <td role="cell" class="hide-small"><Time at=client.created_at/></td>
            <td role="cell" class="cell-actions">
                {(!client.approved)
                    .then(|| {
                        view! {
                            <Form action=approve quiet=true>
                                <Hidden name="id" value=id.to_string()/>
                                <SubmitButton small=true>
                                    {t.oauth.approve}
                                    <span class="sr-only">" " {name.get_value()}</span>
                                </SubmitButton>
                            </Form>
                        }
                    })}
                <LinkButton href=delete look=Look::Quiet small=true>
                    {t.common.delete}
                    <span class="sr-only">" " {name.get_value()}</span>
                </LinkButton>
            </td>
        </tr>
    }
}
