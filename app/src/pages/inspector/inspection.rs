//! One inspection. Its tab, and what is chosen in it, stand in the URL.

use leptos::prelude::*;
use model::{ExchangeState, InspectionId, InspectionLists, InspectionState, InspectionView};

use super::{
    PATH,
    answer::Answer,
    history::HistoryTab,
    inspected::Inspected,
    notices::NoticesTab,
    ping::PingTab,
    prompts::PromptsTab,
    questions::QuestionsTab,
    resources::ResourcesTab,
    sign_in_path,
    tab::{Tab, Tabs, use_tab},
    tasks::TasksTab,
    tools::ToolsTab,
    wires::WiresTab,
};
use crate::{
    api::inspector::{CloseInspection, get_inspection, get_inspection_lists},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, query::use_id},
};

/// A client, looked through.
#[component]
pub fn InspectionPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<InspectionId>();
    let changes = use_changes(Noun::Inspections);
    let known = StoredValue::new(None);
    let loaded = Resource::new(
        move || (id.get(), changes.get()),
        move |(id, _)| async move { load(id.ok_or(AppError::NotFound)?, known).await },
    );
    view! {
        <LivePage resource=loaded title=t.inspector.title home=Crumb::new(PATH, t.inspector.title) let:loaded>
            <Whole loaded/>
        </LivePage>
    }
    .into_any()
}

/// What a target offers is long. It is not asked for at each progress of something that runs.
type Known = StoredValue<Option<(Version, InspectionLists)>>;
type Version = (InspectionId, InspectionState, Option<u64>);

async fn load(id: InspectionId, known: Known) -> Result<(InspectionView, InspectionLists), AppError> {
    let view = get_inspection(id).await?;
    let mut notices = view.notices.iter();
    let changed = notices.find(|notice| notice.method.ends_with("list_changed"));
    let version = (id, view.state, changed.map(|notice| notice.n));
    if let Some((of, lists)) = known.try_get_value().flatten()
        && of == version
        && !lists.is_loading
        && view
            .exchanges
            .iter()
            .any(|row| row.state == ExchangeState::Running)
    {
        return Ok((view, lists));
    }
    let lists = get_inspection_lists(id).await?;
    // The page may be gone by then.
    let _gone = known.try_set_value(Some((version, lists.clone())));
    Ok((view, lists))
}

#[component]
fn Whole(loaded: Signal<(InspectionView, InspectionLists)>) -> impl IntoView {
    let t = use_messages();
    let view = Memo::new(move |_| loaded.with(|(view, _)| view.clone()));
    let lists = Memo::new(move |_| loaded.with(|(_, lists)| lists.clone()));
    let (id, name) = view.with_untracked(|view| (view.id, view.name.clone()));
    let it = Inspected { id, view, lists };
    let close = ServerAction::<CloseInspection>::new();
    let tab = use_tab();
    let lead = view.with_untracked(|view| {
        let who = if view.with_key {
            t.inspector.with_key
        } else {
            t.inspector.as_yourself
        };
        let noun = t.inspector.noun(view.target);
        format!("{noun} · {who} · {}", t.inspector.protocol(view.protocol))
    });
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
                <Tabs it tab/>
                <State it/>
                <Asked it tab/>
                {move || match tab.get() {
                    Tab::Tools => view! { <ToolsTab it/> }.into_any(),
                    Tab::Resources => view! { <ResourcesTab it/> }.into_any(),
                    Tab::Prompts => view! { <PromptsTab it/> }.into_any(),
                    Tab::Questions => view! { <QuestionsTab it/> }.into_any(),
                    Tab::Tasks => view! { <TasksTab it/> }.into_any(),
                    Tab::Ping => view! { <PingTab it/> }.into_any(),
                    Tab::Notices => view! { <NoticesTab it/> }.into_any(),
                    Tab::History => view! { <HistoryTab it/> }.into_any(),
                    Tab::Wires => view! { <WiresTab it/> }.into_any(),
                }}
                <Greeting it/>
                <SignInLink it/>
            </div>
        </Page>
    }
}

/// Says that requests cannot be sent yet, or why they cannot at all.
#[component]
fn State(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let state = Memo::new(move |_| it.view.with(|view| view.state));
    let first = Memo::new(move |_| it.view.with(|view| view.exchanges.last().map(|row| row.n)));
    move || match state.get() {
        InspectionState::Open => ().into_any(),
        InspectionState::Beginning => view! { <p class="muted" role="status">{t.beginning}</p> }.into_any(),
        InspectionState::Refused => {
            let why = first.get().map(|n| view! { <Answer it n/> });
            view! {
                <Card title=t.refused>
                    <p>{t.refused_text}</p>
                    {why}
                </Card>
            }
            .into_any()
        }
    }
}

/// Leads to the questions from every other tab. The element is always there, so that a question is read aloud.
#[component]
fn Asked(it: Inspected, tab: Memo<Tab>) -> impl IntoView {
    let t = &use_messages().inspector;
    let open = Memo::new(move |_| it.view.with(|view| view.questions.len()));
    view! {
        <div role="status">
            <Show when=move || (open.get() > 0) && tab.get() != Tab::Questions>
                <div class="note note-warn">
                    <div class="note-head">
                        <p>{t.asked}</p>
                        <LinkButton small=true href=it.href(Tab::Questions, &[])>{t.to_questions}</LinkButton>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// Leads to how the client came to its token.
#[component]
fn SignInLink(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector_sign_in;
    let sign_in = it.view.with_untracked(|view| view.sign_in);
    sign_in.map(|id| view! { <p><a href=sign_in_path(id)>{t.how}</a></p> })
}

#[component]
fn Greeting(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let greeting = Memo::new(move |_| it.view.with(|view| view.greeting.clone()));
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
