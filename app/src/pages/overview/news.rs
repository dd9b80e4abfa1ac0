//! What changed of the installation lately.

use leptos::prelude::*;
use model::{ActView, ActsView};

use crate::{
    components::*,
    i18n::use_messages,
    pages::audit::{ACTS, things},
};

const ACTS_SHOWN: usize = 6;
/// Of one act; a file that is applied may be about hundreds.
const THINGS_SHOWN: usize = 3;

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
                        <Things all=things(&act)/>
                    </td>
                    <td role="cell" class="cell-side">{act.actor.name}</td>
                    <td role="cell" class="cell-actions"><Time at=act.at/></td>
                </tr>
            </For>
        </Table>
    }
}

#[component]
fn Things(all: Vec<String>) -> impl IntoView {
    let t = use_messages();
    let more = all.len().saturating_sub(THINGS_SHOWN);
    let more = (more > 0).then(|| (t.audit.more_groups)(more as u64));
    all.into_iter()
        .take(THINGS_SHOWN)
        .chain(more)
        .map(|it| view! { <small class="under">{it}</small> })
        .collect_view()
}
