//! Where one is signed in.

use leptos::prelude::*;
use model::{AccountView, WebSessionView};

use crate::{
    api::account::{EndOtherSessions, EndSession},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn SessionsCard(
    account: Signal<AccountView>,
    end: ServerAction<EndSession>,
    end_others: ServerAction<EndOtherSessions>,
) -> impl IntoView {
    let t = use_messages();
    let sessions = Memo::new(move |_| account.with(|account| account.sessions.clone()));
    let has_others = Memo::new(move |_| sessions.with(|all| all.iter().any(|one| !one.is_current)));
    let columns = vec![
        Column::new(t.account.browser),
        Column::new(t.account.signed_in_by).hide_small(),
        Column::new(t.account.address),
        Column::new(t.account.since).hide_small(),
        Column::new(t.account.last_seen),
        Column::blank(t.common.actions),
    ];
    view! {
        <Card title=t.account.sessions flush=true>
            <div class="card-body stack">
                <p class="muted">{t.account.sessions_text}</p>
                <ActionError action=end/>
                <Show when=move || has_others.get()>
                    <Form action=end_others>
                        <SubmitButton>{t.account.end_others}</SubmitButton>
                    </Form>
                </Show>
            </div>
            <Table label=t.account.sessions columns>
                <For each=move || sessions.get() key=|session| format!("{session:?}") let:session>
                    <Row session end/>
                </For>
            </Table>
        </Card>
    }
}

#[component]
fn Row(session: WebSessionView, end: ServerAction<EndSession>) -> impl IntoView {
    let t = use_messages();
    let agent = (t.account.agent)(&session.agent);
    let name = agent.clone();
    let by = match session.provider {
        None => t.account.by_password.to_owned(),
        Some(name) if name.is_empty() => t.account.by_gone_provider.to_owned(),
        Some(name) => name,
    };
    let by_small = by.clone();
    let act = if session.is_current {
        view! { <Tag tone=Tone::Accent>{t.account.this_one}</Tag> }.into_any()
    } else {
        view! {
            <Form action=end quiet=true>
                <Hidden name="key" value=session.key/>
                <SubmitButton look=Look::Quiet small=true>
                    {t.account.end_session}
                    <span class="sr-only">" " {agent}</span>
                </SubmitButton>
            </Form>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{name}</strong>
                <small class="only-small">{by_small}</small>
            </td>
            <td role="cell" class="hide-small">{by}</td>
            <td role="cell" class="cell-side">{session.address}</td>
            <td role="cell" class="hide-small"><Time at=session.created_at/></td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.account.last_seen} ": "</span>
                <Time at=session.seen_at/>
            </td>
            <td role="cell" class="cell-actions">{act}</td>
        </tr>
    }
}
