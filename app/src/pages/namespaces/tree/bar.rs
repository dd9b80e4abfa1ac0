//! Search, chips and bulk acts over the tree.

use leptos::{form::ActionForm, prelude::*};
use model::NamespaceId;

use super::{super::cost::grouped, Tree};
use crate::{components::*, contexts::use_hydrated, i18n::use_messages};

/// The id of the form that the boxes to tick belong to.
pub(super) const BULK_FORM: &str = "tools-bulk";

#[component]
pub(super) fn TreeBar(id: NamespaceId, tree: Tree) -> impl IntoView {
    let t = use_messages();
    let chip = move |word: &'static str, label: &'static str| {
        view! {
            <Chip
                href=Signal::derive(move || tree.listing.with(|listing| listing.showing(word).href()))
                current=Signal::derive(move || tree.listing.with(|listing| listing.show() == word))
            >
                {label}
            </Chip>
        }
    };
    view! {
        <Toolbar>
            <SearchBox label=t.namespaces.search_tools/>
            {chip("", t.common.all)}
            {chip("on", t.common.on)}
            {chip("off", t.common.off)}
            <Show when=move || tree.editable.get()>
                <BulkForm id tree/>
            </Show>
        </Toolbar>
    }
}

/// Turns all ticked tools on or off at once. Only tools on the page count: what a search hides stays as it is.
#[component]
fn BulkForm(id: NamespaceId, tree: Tree) -> impl IntoView {
    let t = use_messages();
    let hydrated = use_hydrated();
    let selected = Memo::new(move |_| {
        let shown = tree.shown();
        tree.selected
            .with(|selected| shown.iter().filter(|id| selected.contains(id)).count())
    });
    let tokens = move || {
        let tokens = tree.selected.with(|selected| {
            let ids = selected.iter().filter_map(|id| tree.tokens_of(*id));
            ids.sum::<u64>()
        });
        (tokens > 0).then(|| view! { <span class="muted">{(t.costs.selected)(&grouped(tokens))}</span> })
    };
    // Without JavaScript nobody counts, so the buttons always work there.
    let nothing_to_do = move || hydrated.get() && selected.get() == 0;
    let select_shown = Callback::new(move |()| {
        let shown = tree.shown();
        tree.selected.update(|selected| {
            if shown.iter().all(|id| selected.contains(id)) {
                selected.clear();
            } else {
                selected.extend(shown);
            }
        });
    });
    view! {
        <div class="bulk">
            <PressButton on_press=select_shown look=Look::Quiet small=true>
                {move || (t.namespaces.selected)(selected.get())}
            </PressButton>
            {tokens}
            <ActionForm action=tree.switches.tools attr:id=BULK_FORM attr:class="actions">
                <input type="hidden" name="namespace" value=id.to_string()/>
                <button class="btn btn-small" type="submit" name="enabled" value="true" disabled=nothing_to_do>
                    {t.common.turn_on}
                </button>
                <button class="btn btn-small" type="submit" name="enabled" value="false" disabled=nothing_to_do>
                    {t.common.turn_off}
                </button>
            </ActionForm>
        </div>
    }
}
