//! What an import would do, with the button that does it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::NamespaceImportView;

use crate::{
    api::copies::{ImportNamespace, look_at_namespace_import},
    components::*,
    i18n::use_messages,
    pages::{live::LivePage, visibility::owner_text},
};

const FORM: &str = "/namespaces/import";

/// A document that was read, against what is here.
#[component]
pub fn NamespaceImportDraftPage() -> impl IntoView {
    let t = use_messages();
    let params = use_params_map();
    let import = ServerAction::<ImportNamespace>::new();
    let view = Resource::new(
        move || params.read().get("draft").unwrap_or_default(),
        look_at_namespace_import,
    );
    view! {
        <LivePage resource=view title=t.copies.plan home=Crumb::new(FORM, t.copies.import) let:view>
            <Page
                title=t.copies.plan
                parents=vec![
                    Crumb::new("/namespaces", t.namespaces.title),
                    Crumb::new(FORM, t.copies.import),
                ]
                lead=move || t.copies.plan_lead
            >
                {move || view! { <Plan view=view.get() import/> }}
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Plan(view: NamespaceImportView, import: ServerAction<ImportNamespace>) -> impl IntoView {
    let t = use_messages();
    let does = does(&view);
    let changes: Vec<_> = view.changes.iter().map(|part| (t.copies.part)(*part)).collect();
    let changes =
        (!changes.is_empty()).then(|| view! { <Fact term=t.copies.what_changes>{changes.join(", ")}</Fact> });
    let servers = if view.servers.is_empty() {
        t.copies.no_servers.to_owned()
    } else {
        view.servers.join(", ")
    };
    let button = if view.missing.is_empty() {
        t.copies.do_import
    } else {
        t.copies.do_import_without
    };
    view! {
        <div class="narrow stack">
            <Card>
                <p>{does}</p>
                <Facts>
                    {changes}
                    <Fact term=t.copies.servers>{servers}</Fact>
                    <Fact term=t.copies.tools>{(t.copies.tool_counts)(view.tools_off, view.tools_changed)}</Fact>
                    <Fact term=t.common.visibility>{owner_text(view.visibility, None)}</Fact>
                </Facts>
            </Card>
            <Missing view=view.clone()/>
            <Form action=import>
                <Hidden name="draft" value=view.draft/>
                <Hidden name="shown" value=view.shown/>
                <div class="actions">
                    <SubmitButton look=Look::Primary>{button}</SubmitButton>
                    <LinkButton href=FORM>{t.copies.other_document}</LinkButton>
                    <LinkButton href="/namespaces">{t.common.cancel}</LinkButton>
                </div>
            </Form>
        </div>
    }
}

fn does(view: &NamespaceImportView) -> String {
    let t = use_messages();
    match view.existing {
        None => (t.copies.creates)(&view.name),
        Some(_) if view.changes.is_empty() => (t.copies.changes_nothing)(&view.name),
        Some(_) => (t.copies.changes)(&view.name),
    }
}

/// What of the document cannot be carried out.
#[component]
fn Missing(view: NamespaceImportView) -> impl IntoView {
    let t = use_messages();
    let servers = (!view.missing.is_empty()).then(|| {
        let names = view.missing.iter().cloned();
        view! {
            <Left
                title=(t.copies.missing)(view.missing.len())
                text=t.copies.missing_text
                things=names.collect()
            />
        }
    });
    let tools = (!view.left_out.is_empty()).then(|| {
        let names = view.left_out.iter();
        let names = names.map(|missing| (t.copies.tool_of)(&missing.tool, &missing.server));
        view! { <Left title=t.copies.left_out text=t.copies.left_out_text things=names.collect()/> }
    });
    view! {
        {servers}
        {tools}
    }
}

#[component]
fn Left(#[prop(into)] title: String, text: &'static str, things: Vec<String>) -> impl IntoView {
    let things = things
        .into_iter()
        .map(|thing| view! { <li><code class="code">{thing}</code></li> })
        .collect_view();
    view! {
        <section class="note note-warn stack">
            <h2 class="note-title">{title}</h2>
            <p>{text}</p>
            <ul class="note-list">{things}</ul>
        </section>
    }
}
