//! What clients would get were the form saved as it stands there.

use leptos::prelude::*;
use model::{NameChange, NamespaceId, NamespaceInput, NamespacePreview, PreviewName};

use super::table::CostTable;
use crate::{api::namespaces::preview_namespace, components::*, i18n::use_messages, pages::live::Live};

/// Follows what is typed.
#[component]
pub(in crate::pages::namespaces) fn LivePreview(
    /// Nothing for a namespace that is new.
    #[prop(optional_no_strip)]
    id: Option<NamespaceId>,
    edited: RwSignal<NamespaceInput>,
) -> impl IntoView {
    let t = use_messages();
    let preview = Resource::new(move || edited.get(), move |input| preview_namespace(id, input));
    view! {
        <Card title=t.costs.preview>
            <Live resource=preview let:preview>
                {move || view! { <Preview preview=preview.get()/> }}
            </Live>
        </Card>
    }
}

#[component]
fn Preview(preview: NamespacePreview) -> impl IntoView {
    let t = use_messages();
    let now = preview.after;
    let shown = preview
        .names
        .iter()
        .filter(|name| name.change != NameChange::Gone)
        .count();
    let collisions = (!preview.collisions.is_empty()).then(|| {
        let problems = preview.collisions.iter();
        let problems = problems.map(|problem| view! { <li><Sentence text=t.problem(problem)/></li> });
        view! {
            <section class="note note-bad stack">
                <h3 class="note-title">{t.costs.collisions}</h3>
                <ul class="note-list">{problems.collect_view()}</ul>
            </section>
        }
    });
    let more = (preview.more_names > 0).then(|| {
        view! { <p class="muted">{(t.costs.more)(preview.more_names)}</p> }
    });
    view! {
        <div class="stack" aria-live="polite">
            <p class="field-lead">{t.costs.preview_lead} " " {(t.costs.lead)(now.tools, now.bytes)}</p>
            {collisions}
            <CostTable list=now search=preview.search before=preview.before/>
            <p class="muted">{t.costs.estimate}</p>
            <h3 class="note-title">{(t.costs.names)(shown + preview.more_names)}</h3>
            // What scrolls has to be reachable by keyboard.
            <div class="preview-names" tabindex="0" role="group" aria-label=(t.costs.names)(shown)>
                <ul>{preview.names.into_iter().map(|name| view! { <Name name/> }).collect_view()}</ul>
            </div>
            {more}
        </div>
    }
}

#[component]
fn Name(name: PreviewName) -> impl IntoView {
    let t = use_messages();
    let is_gone = name.change == NameChange::Gone;
    let change = match name.change {
        NameChange::Same => None,
        NameChange::New => Some((Tone::Ok, t.costs.is_new.to_owned())),
        NameChange::Renamed(was) => Some((Tone::Accent, (t.costs.was)(&was))),
        NameChange::Gone => Some((Tone::Warn, t.costs.is_gone.to_owned())),
    };
    view! {
        <li>
            <code class="code" class:struck=is_gone>{name.name}</code>
            " "
            <span class="muted">{name.server}</span>
            {change.map(|(tone, text)| view! { " " <Tag tone>{text}</Tag> })}
        </li>
    }
}
