//! The inspector: what somebody can look at, and one inspection with its tools, resources, prompts, questions and history.

mod answer;
mod app;
mod arguments;
mod blocks;
mod comparison;
mod form;
mod history;
mod inspected;
mod inspection;
mod list;
mod nothing;
mod notices;
mod ping;
mod prefill;
mod prompts;
mod questions;
mod resources;
mod save;
mod saved;
mod sign_in;
mod tab;
mod tasks;
mod template;
mod tools;
mod tree;
mod wires;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{
    InspectionId, InspectionInput, InspectionProtocol, InspectorSignInId, InspectorTarget, InspectorTargets,
};

use self::saved::SavedCard;
pub use self::{inspection::InspectionPage, sign_in::InspectorSignInPage};
use crate::{
    api::inspector::{OpenInspection, list_inspector_targets},
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::live::LivePage,
};

const PATH: &str = "/inspector";

/// The page of an inspection.
fn path(id: InspectionId) -> String {
    format!("{PATH}/{id}")
}

/// The page of an inspection that begins with a tool, and with the arguments of a call that is written down; both may be
/// empty.
#[cfg(feature = "ssr")]
pub fn first_page(id: InspectionId, tool: &str, call: &str) -> String {
    crate::pages::query::href(&path(id), &[("name", tool), ("call", call)])
}

/// The page of a client on its way to a token.
pub fn sign_in_path(id: InspectorSignInId) -> String {
    format!("{PATH}/sign-in/{id}")
}

/// What somebody can inspect, and what they inspect. `?endpoint=…`, `?namespace=…` and `?server=…` choose one.
#[component]
pub fn InspectorPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Inspections);
    let targets = Resource::new(move || changes.get(), |_| list_inspector_targets());
    view! {
        <LivePage resource=targets title=t.inspector.title let:targets>
            <Page title=t.inspector.title lead=move || t.inspector.lead>
                <div class="stack">
                    <OpenCard targets/>
                    <OwnCard targets/>
                    <SavedCard/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

/// The target that the query names. A link to another one may lead to the same page.
fn use_wanted() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let named = ["endpoint", "namespace", "server"].into_iter();
            let mut named = named.filter_map(|noun| Some(format!("{noun}:{}", query.get_str(noun)?)));
            named.next().unwrap_or_default()
        })
    })
}

/// What the query says of something else that is wanted.
fn in_query(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(name).unwrap_or_default())
}

#[component]
fn OpenCard(targets: Signal<InspectorTargets>) -> impl IntoView {
    let t = &use_messages().inspector;
    let words = &use_messages().inspector_sign_in;
    let open = ServerAction::<OpenInspection>::new();
    let wanted = use_wanted();
    // Built once: somebody may be choosing.
    let options = targets.with_untracked(choices);
    let options: Vec<_> = options
        .into_iter()
        .map(|(target, name)| Choice::new(target.value(), format!("{name} · {}", t.noun(target))))
        .collect();
    if options.is_empty() {
        return view! {
            <Card title=t.begin>
                <EmptyState title=t.nothing_title text=t.nothing_text>
                    <LinkButton href="/quick-connect" look=Look::Primary>{t.quick}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let protocols = InspectionProtocol::ALL
        .map(|protocol| Choice::new(protocol.as_str(), t.protocol(protocol)))
        .to_vec();
    view! {
        <Card title=t.begin>
            <Form action=open check=|open: &OpenInspection| InspectionInput::validate(&open.input)>
                {move || {
                    let options = options.clone();
                    view! { <SelectField name="target" label=t.target options value=wanted.get() hint=t.target_hint/> }
                }}
                <SelectField name="protocol" label=t.speaks options=protocols value=in_query("protocol") hint=t.speaks_hint/>
                <TextField name="key" label=t.key kind=TextKind::Secret hint=t.key_hint/>
                <CheckField name="oauth" label=words.oauth hint=words.oauth_hint/>
                <Hidden name="input[tool]" value=in_query("tool")/>
                <Hidden name="input[call]" value=in_query("call")/>
                <SubmitButton look=Look::Primary>{t.connect}</SubmitButton>
            </Form>
        </Card>
    }
    .into_any()
}

fn choices(targets: &InspectorTargets) -> Vec<(InspectorTarget, String)> {
    let endpoints = targets.endpoints.iter();
    let namespaces = targets.namespaces.iter();
    let servers = targets.servers.iter();
    endpoints
        .map(|it| (InspectorTarget::Endpoint(it.id), it.name.clone()))
        .chain(namespaces.map(|it| (InspectorTarget::Namespace(it.id), it.name.clone())))
        .chain(servers.map(|it| (InspectorTarget::Server(it.id), it.name.clone())))
        .collect()
}

#[component]
fn OwnCard(targets: Signal<InspectorTargets>) -> impl IntoView {
    let t = &use_messages().inspector;
    let open = Memo::new(move |_| targets.with(|targets| targets.open.clone()));
    view! {
        <Card title=t.open>
            <Show
                when=move || open.with(|open| !open.is_empty())
                fallback=move || view! { <p class="muted">{t.none_open}</p> }
            >
                <ul>
                    <For each=move || open.get() key=|(id, ..)| *id let((id, target, name))>
                        <li><a href=path(id)>{name}</a> " · " {t.noun(target)}</li>
                    </For>
                </ul>
            </Show>
        </Card>
    }
}
