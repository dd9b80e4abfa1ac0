//! The tools that are called most.

use leptos::prelude::*;
use model::{CallFigures, CallFilter, CallGroup};

use super::traffic::last_hour;
use crate::{components::*, i18n::use_messages, pages::audit::of_calls};

const TOOLS_SHOWN: usize = 5;

#[component]
pub(super) fn NoisiestCard(figures: Signal<CallFigures>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.overview.noisiest flush=true>
            {move || {
                let mut groups = figures.get().groups;
                groups.truncate(TOOLS_SHOWN);
                if groups.is_empty() {
                    view! { <p class="muted card-body">{t.overview.quiet}</p> }.into_any()
                } else {
                    view! { <Tools groups/> }.into_any()
                }
            }}
        </Card>
    }
}

#[component]
fn Tools(groups: Vec<CallGroup>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.tool),
        Column::new(t.audit.calls).number(),
        Column::new(t.audit.errors).number(),
        Column::new("p95").number(),
    ];
    let rows = groups
        .into_iter()
        .map(|group| {
            let calls = CallFilter {
                tool: group.key,
                ..last_hour()
            };
            view! {
                <tr role="row">
                    <td role="cell" class="cell-title">
                        <a class="code" href=of_calls(calls)>{group.name}</a>
                    </td>
                    <td role="cell" class="number" data-label=t.audit.calls>{group.calls}</td>
                    <td role="cell" class="number" data-label=t.audit.errors>{group.errors}</td>
                    <td role="cell" class="number" data-label="p95">{elapsed(group.p95_us)}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table label=t.overview.noisiest columns>{rows}</Table> }
}
