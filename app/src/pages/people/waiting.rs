//! People who signed in by a provider and wait to be let in.

use leptos::prelude::*;
use model::SignUpRequestView;

use crate::{
    api::people::{LetIn, TurnAway},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn WaitingCard(
    waiting: Signal<Vec<SignUpRequestView>>,
    let_in: ServerAction<LetIn>,
    turn_away: ServerAction<TurnAway>,
) -> impl IntoView {
    let t = use_messages();
    let any = Memo::new(move |_| waiting.with(|waiting| !waiting.is_empty()));
    view! {
        <Show when=move || any.get()>
            <Card title=t.sign_in.waiting flush=true>
                <ActionError action=let_in/>
                <ActionError action=turn_away/>
                <Table label=t.sign_in.waiting columns=columns()>
                    <For each=move || waiting.get() key=|person| person.id let:person>
                        <Row person let_in turn_away/>
                    </For>
                </Table>
            </Card>
        </Show>
    }
}

fn columns() -> Vec<Column> {
    let t = use_messages();
    vec![
        Column::new(t.common.name),
        Column::new(t.people.role),
        Column::new(t.sign_in.provider).hide_small(),
        Column::new(t.sign_in.waiting_since).hide_small(),
        Column::blank(t.common.actions),
    ]
}

#[component]
fn Row(
    person: SignUpRequestView,
    let_in: ServerAction<LetIn>,
    turn_away: ServerAction<TurnAway>,
) -> impl IntoView {
    let t = use_messages();
    let id = person.id;
    let email = StoredValue::new(person.email);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{person.name}</strong>
                <small>{email.get_value()}</small>
            </td>
            <td role="cell" class="cell-side">{t.role(person.role)}</td>
            <td role="cell" class="hide-small">
                {person.provider.unwrap_or_else(|| t.sign_in.by_form.to_owned())}
            </td>
            <td role="cell" class="hide-small"><Time at=person.created_at/></td>
            <td role="cell" class="cell-actions">
                <Form action=let_in quiet=true>
                    <Hidden name="id" value=id.to_string()/>
                    <SubmitButton small=true>
                        {t.sign_in.let_in}
                        <span class="sr-only">" " {email.get_value()}</span>
                    </SubmitButton>
                </Form>
                <Form action=turn_away quiet=true>
                    <Hidden name="id" value=id.to_string()/>
                    <SubmitButton look=Look::Quiet small=true>
                        {t.sign_in.turn_away}
                        <span class="sr-only">" " {email.get_value()}</span>
                    </SubmitButton>
                </Form>
            </td>
        </tr>
    }
}
