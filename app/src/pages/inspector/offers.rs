//! What a target offers, and the form for what is chosen of it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{InspectionId, InspectionLists};

use super::{inspection::Tab, path};
use crate::{api::inspector::SendRequest, components::*, i18n::use_messages, pages::query::href};

const CHOSEN: &str = "name";

/// A line of a list, with what is sent for it.
#[derive(Clone, PartialEq)]
struct Offer {
    name: String,
    title: String,
    about: String,
    method: &'static str,
    /// What stands in the field for arguments; nothing where there are none.
    to_fill: Option<String>,
    schema: String,
}

#[component]
pub(super) fn Offers(id: InspectionId, tab: Tab, lists: Memo<InspectionLists>) -> impl IntoView {
    let t = &use_messages().inspector;
    let offers = Memo::new(move |_| lists.with(|lists| offers(tab, lists)));
    let query = use_query_map();
    let chosen = Memo::new(move |_| {
        let name = query.with(|query| query.get(CHOSEN));
        offers.with(|offers| {
            let named = offers.iter().find(|it| Some(&it.name) == name.as_ref());
            named.or_else(|| offers.first()).cloned()
        })
    });
    let send = ServerAction::<SendRequest>::new();
    view! {
        <Show
            when=move || offers.with(|offers| !offers.is_empty())
            fallback=move || view! { <Card><EmptyState title=t.no_offers_title text=t.no_offers_text/></Card> }
        >
            <div class="grid-two">
                <Card title=t.tab(tab.word())>
                    <ul>
                        <For each=move || offers.get() key=|it| (it.name.clone(), it.about.clone()) let:it>
                            <li>
                                <a
                                    href=href(&path(id), &[("tab", tab.word()), (CHOSEN, &it.name)])
                                    aria-current={
                                        let name = it.name.clone();
                                        move || {
                                            let is_chosen = chosen
                                                .with(|chosen| chosen.as_ref().is_some_and(|it| it.name == name));
                                            is_chosen.then_some("true")
                                        }
                                    }
                                >
                                    <code class="code">{it.name.clone()}</code>
                                </a>
                                " " <span class="muted">{it.title.clone()}</span>
                            </li>
                        </For>
                    </ul>
                </Card>
                <For each=move || chosen.get() key=|it| it.name.clone() let:it>
                    <OfferCard id offer=it send/>
                </For>
            </div>
        </Show>
    }
}

#[component]
fn OfferCard(id: InspectionId, offer: Offer, send: ServerAction<SendRequest>) -> impl IntoView {
    let t = &use_messages().inspector;
    let arguments = offer.to_fill.map(|text| {
        view! { <TextArea name="params" label=t.arguments value=text hint=t.arguments_hint rows=6/> }
    });
    let schema = (!offer.schema.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{t.schema}</summary>
                <CodeBlock text=offer.schema label=t.schema/>
            </details>
        }
    });
    view! {
        <Card title=offer.name.clone()>
            <p class="prose">{offer.about}</p>
            <Form action=send check=|send: &SendRequest| send.input.validate()>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="input[method]" value=offer.method/>
                <Hidden name="input[name]" value=offer.name/>
                {arguments}
                <SubmitButton look=Look::Primary>{t.send}</SubmitButton>
            </Form>
            {schema}
        </Card>
    }
}

fn offers(tab: Tab, lists: &InspectionLists) -> Vec<Offer> {
    match tab {
        Tab::Tools => lists
            .tools
            .iter()
            .map(|tool| Offer {
                name: tool.name.clone(),
                title: tool.title.clone(),
                about: tool.description.clone(),
                method: "tools/call",
                to_fill: Some(tool.to_fill.clone()),
                schema: tool.input_schema.clone(),
            })
            .collect(),
        Tab::Resources => lists
            .resources
            .iter()
            .map(|resource| Offer {
                name: resource.uri.clone(),
                title: resource.name.clone(),
                about: resource.description.clone(),
                method: "resources/read",
                to_fill: None,
                schema: String::new(),
            })
            .collect(),
        Tab::Prompts => lists
            .prompts
            .iter()
            .map(|prompt| Offer {
                name: prompt.name.clone(),
                title: String::new(),
                about: prompt.description.clone(),
                method: "prompts/get",
                to_fill: Some(to_fill(prompt.arguments.iter().map(|it| it.name.as_str()))),
                schema: String::new(),
            })
            .collect(),
        Tab::Ping => vec![Offer {
            name: "ping".to_owned(),
            title: String::new(),
            about: String::new(),
            method: "ping",
            to_fill: None,
            schema: String::new(),
        }],
        Tab::Notices | Tab::Wires => Vec::new(),
    }
}

/// An object with these names and empty texts.
fn to_fill<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let members: Vec<_> = names
        .map(|name| format!("  {}: \"\"", serde_json::Value::from(name)))
        .collect();
    if members.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{\n{}\n}}", members.join(",\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::to_fill;

    #[test]
    fn a_prompt_is_filled_in_name_by_name() {
        assert_eq!(
            to_fill(["a", "b\""].into_iter()),
            "{\n  \"a\": \"\",\n  \"b\\\"\": \"\"\n}"
        );
        assert_eq!(to_fill([].into_iter()), "{}");
    }
}
