//! What changed of the installation lately.

use leptos::prelude::*;
use model::{ActView, ActsView};

use crate::{
    components::*,
    i18n::use_messages,
    pages::audit::{ACTS, things},
};

const ACTS_SHOWN: usize = 6;

/// The latest acts after which something was not as before: sign-ins are none of them.
#[component]
pub(super) fn NewsCard(acts: Signal<ActsView>) -> impl IntoView {
    let t = use_messages();
    let shown = Memo::new(move |_| {
        acts.with(|acts| {
            let changes = acts.acts.iter().filter(|act| !act.things.is_empty());
            changes.take(ACTS_SHOWN).cloned().collect::<Vec<_>>()
        })
    });
    let any = Memo::new(move |_| shown.with(|shown| !shown.is_empty()));
    view! {
        <Card
            title=t.overview.news
            flush=true
            aside=move || view! { <LinkButton href=ACTS small=true>{t.overview.all_acts}</LinkButton> }
        >
            <Show
                when=move || any.get()
                fallback=move || view! { <p class="muted card-body">{t.overview.no_news}</p> }
            >
                <Acts shown/>
            </Show>
        </Card>
    }
}

#[component]
fn Acts(shown: Memo<Vec<ActView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.audit.act),
        Column::new(t.audit.who),
        Column::new(t.overview.when).number(),
    ];
    view! {
        <Table label=t.overview.news columns>
            <For each=move || shown.get() key=|act| act.id let:act>
                <tr role="row">
                    <td role="cell" class="cell-title">
                        <code class="code">{act.act.clone()}</code>
                        {things(&act)
                            .into_iter()
                            .map(|it| view! { <small class="under">{it}</small> })
                            .collect_view()}
                    </td>
                    <td role="cell" class="cell-side">{act.actor.name}</td>
                    <td role="cell" class="cell-actions"><Time at=act.at/></td>
                </tr>
            </For>
        </Table>
    }
}
