//! Resources and templates of some: read them, and hear of their changes.

use leptos::prelude::*;
use model::{CompletionKind, InspectedResource, schema_form::Json};

use super::{
    answer::LatestAnswer,
    arguments::{Argument, ArgumentFields, Reference},
    inspected::{Inspected, use_chosen},
    list::{Choices, Line},
    nothing::Nothing,
    tab::Tab,
    template::{expanded, variables},
};
use crate::{api::inspector::SendRequest, components::*, contexts::use_hydrated, i18n::use_messages};

const METHOD: &str = "resources/read";
const RESOURCE: &str = "name";
const TEMPLATE: &str = "template";

#[component]
pub(super) fn ResourcesTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let lines = Memo::new(move |_| {
        let updates = it.view.with(|view| view.subscriptions.clone());
        it.lists.with(|lists| {
            let resources = lists.resources.iter().map(|resource| {
                let changed = updates.iter().find(|it| it.uri == resource.uri && it.updates > 0);
                let mark = changed.map(|it| (t.changed)(it.updates));
                line(RESOURCE, resource, mark)
            });
            let templates = lists
                .templates
                .iter()
                .map(|it| line(TEMPLATE, it, Some(t.template.to_owned())));
            resources.chain(templates).collect::<Vec<_>>()
        })
    });
    let (uri, template) = (use_chosen(RESOURCE), use_chosen(TEMPLATE));
    let chosen = Memo::new(move |_| {
        if let Some(template) = template.get() {
            return Some((TEMPLATE, template));
        }
        let first = || lines.with(|lines| lines.first().map(|line| (line.kind, line.name.clone())));
        uri.get().map(|uri| (RESOURCE, uri)).or_else(first)
    });
    let card = move || {
        chosen.get().map(|(kind, name)| {
            let known = it.lists.with_untracked(|lists| {
                let all = if kind == TEMPLATE {
                    &lists.templates
                } else {
                    &lists.resources
                };
                all.iter().find(|it| it.uri == name).cloned()
            });
            // A result may link to what is on no list.
            let resource = known.unwrap_or_else(|| unlisted(name));
            if kind == TEMPLATE {
                view! { <TemplateCard it resource/> }.into_any()
            } else {
                view! { <ResourceCard it resource/> }.into_any()
            }
        })
    };
    view! {
        <Show when=move || chosen.with(Option::is_some) fallback=move || view! { <Nothing it/> }>
            <div class="inspector">
                <Choices it tab=Tab::Resources lines chosen/>
                {card}
            </div>
        </Show>
    }
}

fn line(kind: &'static str, resource: &InspectedResource, mark: Option<String>) -> Line {
    let title = if resource.title.is_empty() {
        &resource.name
    } else {
        &resource.title
    };
    Line {
        kind,
        name: resource.uri.clone(),
        title: title.clone(),
        about: resource.description.clone(),
        marks: mark.into_iter().collect(),
    }
}

fn unlisted(uri: String) -> InspectedResource {
    InspectedResource {
        uri,
        name: String::new(),
        title: String::new(),
        description: String::new(),
        mime_type: String::new(),
        size: None,
    }
}

#[component]
fn ResourceCard(it: Inspected, resource: InspectedResource) -> impl IntoView {
    let t = &use_messages().inspector;
    let send = ServerAction::<SendRequest>::new();
    let uri = resource.uri.clone();
    let n = {
        let uri = uri.clone();
        it.latest(move |row| row.method == METHOD && row.name == uri)
    };
    let size = resource
        .size
        .map(|size| usize::try_from(size).unwrap_or(usize::MAX))
        .map(t.bytes);
    let subscribed = uri.clone();
    let facts: Vec<_> = [Some(resource.name), Some(resource.mime_type), size]
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect();
    view! {
        <Card title=uri.clone()>
            <p class="muted">{facts.join(" · ")}</p>
            <p class="prose tool-about">{resource.description}</p>
            <div class="row">
                <Form action=send>
                    <Hidden name="id" value=it.id.to_string()/>
                    <Hidden name="input[method]" value=METHOD/>
                    <Hidden name="input[name]" value=uri.clone()/>
                    <SubmitButton look=Look::Primary>{t.read}</SubmitButton>
                </Form>
                <Subscription it uri=subscribed/>
            </div>
            <LatestAnswer it n/>
        </Card>
    }
}

/// Where a target tells of changes, they can be heard of.
#[component]
fn Subscription(it: Inspected, uri: String) -> impl IntoView {
    let t = &use_messages().inspector;
    let send = ServerAction::<SendRequest>::new();
    let offered = it.view.with_untracked(|view| view.offers.subscriptions);
    if !offered {
        return ().into_any();
    }
    let updates = {
        let uri = uri.clone();
        Memo::new(move |_| {
            it.view.with(|view| {
                let mut all = view.subscriptions.iter();
                all.find(|it| it.uri == uri).map(|it| it.updates)
            })
        })
    };
    let is_heard = Memo::new(move |_| updates.with(Option::is_some));
    view! {
        {move || {
            let (method, words) = if is_heard.get() {
                ("resources/unsubscribe", t.unsubscribe)
            } else {
                ("resources/subscribe", t.subscribe)
            };
            let uri = uri.clone();
            view! {
                <Form action=send>
                    <Hidden name="id" value=it.id.to_string()/>
                    <Hidden name="input[method]" value=method/>
                    <Hidden name="input[name]" value=uri/>
                    <SubmitButton>{words}</SubmitButton>
                </Form>
            }
        }}
        <span role="status">
            {move || {
                updates.get().map(|updates| {
                    if updates > 0 {
                        view! { <Mark tone=Tone::Warn>{(t.changed)(updates)}</Mark> }.into_any()
                    } else {
                        view! { <span class="muted">{t.unchanged}</span> }.into_any()
                    }
                })
            }}
        </span>
    }
    .into_any()
}

#[component]
fn TemplateCard(it: Inspected, resource: InspectedResource) -> impl IntoView {
    let t = &use_messages().inspector;
    let send = ServerAction::<SendRequest>::new();
    let template = resource.uri.clone();
    let values = RwSignal::new(Json::Object(Vec::new()));
    let uri = {
        let template = template.clone();
        Memo::new(move |_| {
            values.with(|values| {
                expanded(&template, |name| {
                    values.get(name).map(Json::in_a_field).unwrap_or_default()
                })
            })
        })
    };
    let n = Memo::new(move |_| {
        let uri = uri.get();
        it.view.with(|view| {
            let mut rows = view.exchanges.iter();
            rows.find(|row| row.method == METHOD && row.name == uri)
                .map(|row| row.n)
        })
    });
    let reference = Reference {
        id: it.id,
        kind: CompletionKind::Template,
        name: template.clone(),
        completes: it.view.with_untracked(|view| view.offers.completions),
    };
    let arguments: Vec<_> = variables(&template)
        .into_iter()
        .map(|name| Argument {
            name,
            about: String::new(),
            is_required: true,
        })
        .collect();
    let is_alive = use_hydrated();
    let text = template.clone();
    let fields = move || {
        if is_alive.get() {
            view! {
                <input type="hidden" name="input[name]" prop:value=move || uri.get()/>
                <ArgumentFields reference=reference.clone() arguments=arguments.clone() values/>
                <p class="muted">{t.reads} " " <code class="code">{move || uri.get()}</code></p>
            }
            .into_any()
        } else {
            view! { <TextField name="name" label="URI" value=text.clone() kind=TextKind::Code/> }.into_any()
        }
    };
    view! {
        <Card title=template>
            <p class="prose tool-about">{resource.description}</p>
            <Form action=send>
                <Hidden name="id" value=it.id.to_string()/>
                <Hidden name="input[method]" value=METHOD/>
                {fields}
                <SubmitButton look=Look::Primary>{t.read}</SubmitButton>
            </Form>
            <LatestAnswer it n/>
        </Card>
    }
}
