//! One inspection. Its tab, and what is chosen in it, stand in the URL.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{InspectionId, InspectionLists, InspectionView};

use super::{PATH, exchanges::ExchangesCard, offers::Offers, path, questions::QuestionsCard, wires::Wires};
use crate::{
    api::inspector::{CloseInspection, get_inspection, get_inspection_lists},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id},
    },
};

/// The tabs, by their word in the URL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tab {
    #[default]
    Tools,
    Resources,
    Prompts,
    Ping,
    Notices,
    Wires,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Tools,
        Self::Resources,
        Self::Prompts,
        Self::Ping,
        Self::Notices,
        Self::Wires,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Resources => "resources",
            Self::Prompts => "prompts",
            Self::Ping => "ping",
            Self::Notices => "notifications",
            Self::Wires => "wires",
        }
    }
}

/// A client, looked through.
#[component]
pub fn InspectionPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<InspectionId>();
    let changes = use_changes(Noun::Inspections);
    let loaded = Resource::new(
        move || (id.get(), changes.get()),
        |(id, _)| async move {
            let id = id.ok_or(AppError::NotFound)?;
            let lists = get_inspection_lists(id).await?;
            Ok((get_inspection(id).await?, lists))
        },
    );
    view! {
        <LivePage
            resource=loaded
            title=t.inspector.title
            home=Crumb::new(PATH, t.inspector.title)
            let:loaded
        >
            <Inspected loaded/>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Inspected(loaded: Signal<(InspectionView, InspectionLists)>) -> impl IntoView {
    let t = use_messages();
    let view = Memo::new(move |_| loaded.with(|(view, _)| view.clone()));
    let lists = Memo::new(move |_| loaded.with(|(_, lists)| lists.clone()));
    let (id, target, name) = view.with_untracked(|view| (view.id, view.target, view.name.clone()));
    let close = ServerAction::<CloseInspection>::new();
    let query = use_query_map();
    let tab = Memo::new(move |_| {
        let word = query.with(|query| query.get("tab"));
        let found = Tab::ALL
            .into_iter()
            .find(|tab| Some(tab.word()) == word.as_deref());
        found.unwrap_or_default()
    });
    let lead = format!("{} · 2025-11-25 · Streamable HTTP", t.inspector.noun(target));
    let actions = move || {
        view! {
            <Form action=close quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <SubmitButton>{t.inspector.close}</SubmitButton>
            </Form>
        }
    };
    view! {
        <Page title=name parents=vec![Crumb::new(PATH, t.inspector.title)] lead=move || lead actions>
            <div class="stack">
                <nav class="chips" aria-label=t.inspector.tabs>
                    {Tab::ALL
                        .into_iter()
                        .map(|it| {
                            let words = t.inspector.tab(it.word());
                            let count = move || lists.with(|lists| count(it, lists));
                            view! {
                                <Chip
                                    href=href(&path(id), &[("tab", it.word())])
                                    current=Signal::derive(move || tab.get() == it)
                                >
                                    {words} " " {count}
                                </Chip>
                            }
                        })
                        .collect_view()}
                </nav>
                <QuestionsCard view/>
                <For each=move || Some(tab.get()) key=|tab| tab.word() let:tab>
                    {match tab {
                        Tab::Wires => view! { <Wires inspection=Signal::stored(id)/> }.into_any(),
                        Tab::Notices => view! { <NoticesCard view/> }.into_any(),
                        tab => view! { <Offers id tab lists/> }.into_any(),
                    }}
                </For>
                <ExchangesCard id view/>
                <GreetingCard view/>
            </div>
        </Page>
    }
}

fn count(tab: Tab, lists: &InspectionLists) -> Option<usize> {
    match tab {
        Tab::Tools => Some(lists.tools.len()),
        Tab::Resources => Some(lists.resources.len() + lists.templates.len()),
        Tab::Prompts => Some(lists.prompts.len()),
        Tab::Ping | Tab::Notices | Tab::Wires => None,
    }
}

#[component]
fn NoticesCard(view: Memo<InspectionView>) -> impl IntoView {
    let t = &use_messages().inspector;
    let notices = Memo::new(move |_| view.with(|view| view.notices.clone()));
    view! {
        <Card title=t.notices>
            <Show
                when=move || notices.with(|notices| !notices.is_empty())
                fallback=move || view! { <p class="muted">{t.no_notices}</p> }
            >
                <For each=move || notices.get() key=|it| it.n let:it>
                    <details class="fold">
                        <summary><code class="code">{it.method}</code> " · " <Time at=it.at/></summary>
                        <CodeBlock text=it.params label=t.params/>
                    </details>
                </For>
            </Show>
        </Card>
    }
}

#[component]
fn GreetingCard(view: Memo<InspectionView>) -> impl IntoView {
    let t = &use_messages().inspector;
    let greeting = Memo::new(move |_| view.with(|view| view.greeting.clone()));
    move || {
        greeting.get().map(|text| {
            view! {
                <details class="fold">
                    <summary>{t.greeting}</summary>
                    <CodeBlock text label=t.greeting/>
                </details>
            }
        })
    }
}
