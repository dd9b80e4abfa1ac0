//! Links that wait for somebody: never the links themselves.

use leptos::prelude::*;
use model::PersonLinkView;

use crate::{api::people::RevokePersonLink, components::*, i18n::use_messages};

#[component]
pub(super) fn LinksCard(
    links: Signal<Vec<PersonLinkView>>,
    revoke: ServerAction<RevokePersonLink>,
) -> impl IntoView {
    let t = use_messages();
    let any = Memo::new(move |_| links.with(|links| !links.is_empty()));
    view! {
        <Show when=move || any.get()>
            <Card title=t.people.links flush=true>
                <ActionError action=revoke/>
                <Table label=t.people.links columns=columns()>
                    <For each=move || links.get() key=|link| link.id let:link>
                        <LinkRow link revoke/>
                    </For>
                </Table>
            </Card>
        </Show>
    }
}

fn columns() -> Vec<Column> {
    let t = use_messages();
    vec![
        Column::new(t.account.email),
        Column::new(t.people.link),
        Column::new(t.people.role).hide_small(),
        Column::new(t.people.made_by).hide_small(),
        Column::new(t.people.expires),
        Column::blank(t.common.actions),
    ]
}

#[component]
fn LinkRow(link: PersonLinkView, revoke: ServerAction<RevokePersonLink>) -> impl IntoView {
    let t = use_messages();
    let maker = link
        .created_by
        .unwrap_or_else(|| t.people.command_line.to_owned());
    view! {
        <tr role="row">
            <td role="cell" class="cell-title"><strong>{link.email.clone()}</strong></td>
            <td role="cell" class="cell-side">{(t.people.link_kind)(link.kind)}</td>
            <td role="cell" class="hide-small">{t.role(link.role)}</td>
            <td role="cell" class="hide-small">{maker}</td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.people.expires} ": "</span>
                <Time at=link.expires_at due=true/>
            </td>
            <td role="cell" class="cell-actions">
                <Form action=revoke quiet=true>
                    <Hidden name="id" value=link.id.to_string()/>
                    <SubmitButton look=Look::Quiet small=true>
                        {t.people.revoke}
                        <span class="sr-only">" " {link.email}</span>
                    </SubmitButton>
                </Form>
            </td>
        </tr>
    }
}
