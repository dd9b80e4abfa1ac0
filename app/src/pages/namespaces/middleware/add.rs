//! What can be added to the chain.

use leptos::{form::ActionForm, prelude::*};
use model::{
    NamespaceId,
    middleware::{ChainView, MiddlewareKind},
};

use super::ChainIds;
use crate::{api::middleware::AddMiddleware, components::*, i18n::use_messages};

#[component]
pub(super) fn AddCard(
    id: NamespaceId,
    chain: Signal<ChainView>,
    add: ServerAction<AddMiddleware>,
) -> impl IntoView {
    let t = use_messages();
    let kinds = MiddlewareKind::ALL.iter().map(|kind| {
        let (name, purpose) = (t.middleware.kind)(*kind);
        view! {
            <li class="chain-row">
                <div class="chain-main">
                    <p class="chain-title">{name}</p>
                    <p class="muted">{purpose}</p>
                </div>
                <div class="chain-acts">
                    <button
                        class="btn btn-small"
                        type="submit"
                        name="kind"
                        value=kind.as_str()
                        aria-label=format!("{} {name}", t.middleware.add_button)
                    >
                        {t.middleware.add_button}
                    </button>
                </div>
            </li>
        }
    });
    view! {
        <Card title=t.middleware.add flush=true>
            <p class="field-lead chain-lead">{t.middleware.add_lead}</p>
            <ActionForm action=add>
                <ChainIds id chain/>
                <ul class="chain">{kinds.collect_view()}</ul>
            </ActionForm>
        </Card>
    }
}
