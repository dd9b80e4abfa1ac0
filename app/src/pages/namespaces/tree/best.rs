//! What fits the words of the search best, over the tree, which stays in its order.

use leptos::prelude::*;

use super::Tree;
use crate::{components::*, i18n::use_messages, pages::find::path};

/// Tools that are named.
const MOST: usize = 5;

#[component]
pub(super) fn Best(tree: Tree) -> impl IntoView {
    let t = use_messages();
    let any = Memo::new(move |_| tree.found.with(|found| !found.is_empty()));
    let best = move || {
        tree.found.with(|found| {
            let best = found.iter().take(MOST);
            best.map(|tool| {
                let off = (!tool.is_on).then(|| view! { " " <Tag>{t.common.off}</Tag> });
                view! {
                    <li>
                        <a href=path(tool)><code class="code">{tool.name.clone()}</code></a>
                        {off}
                    </li>
                }
            })
            .collect_view()
        })
    };
    view! {
        <Show when=move || any.get()>
            <div class="best">
                <span class="muted">{t.finder.best}</span>
                <ol aria-label=t.finder.best>{best}</ol>
            </div>
        </Show>
    }
}
