//! Everything that was asked in an inspection, and what can be done with it once more.

use leptos::prelude::*;
use model::{ExchangeRow, ExchangeState, ExchangeView};

use super::{
    answer::{Answer, StateOf},
    comparison::Compared,
    inspected::{Inspected, use_chosen},
    path,
    save::{SaveForm, SavedHere},
    tab::Tab,
};
use crate::{
    api::inspector::{ResendRequest, get_exchange},
    components::*,
    i18n::use_messages,
    pages::live::Live,
};

#[component]
pub(super) fn HistoryTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let rows = Memo::new(move |_| it.view.with(|view| view.exchanges.clone()));
    let kept = RwSignal::new(0);
    let number = use_chosen("n");
    let chosen = Memo::new(move |_| {
        let n = number.get().and_then(|n| n.parse().ok());
        rows.with(|rows| {
            let mut found = rows.iter().filter(|row| Some(row.n) == n);
            found.next().or(rows.first()).map(|row| row.n)
        })
    });
    view! {
        <div class="inspector">
            <Card title=t.history flush=true>
                <ol class="lines" reversed>
                    <For each=move || rows.get() key=|row| (row.n, t.state(row.state)) let:row>
                        <Line it row chosen/>
                    </For>
                </ol>
            </Card>
            <div class="stack">
                {move || chosen.get().map(|n| view! { <Chosen it n kept/> })}
                <SavedHere it kept/>
            </div>
        </div>
    }
}

#[component]
fn Line(it: Inspected, row: ExchangeRow, chosen: Memo<Option<u64>>) -> impl IntoView {
    let n = row.n;
    let by_app = row
        .by_app
        .then(|| view! { <Tag>{use_messages().inspector.app.by_app}</Tag> });
    let took = row.millis.map(|millis| elapsed(millis * 1_000));
    view! {
        <li>
            <a
                class="line"
                href=it.href(Tab::History, &[("n", &n.to_string())])
                aria-current=move || (chosen.get() == Some(n)).then_some("true")
                data-noscroll="true"
            >
                <span>"#" {n} " " <code class="code">{headline(&row)}</code></span>
                <span class="row"><StateOf state=row.state/> {by_app} <span class="muted">{took}</span></span>
            </a>
        </li>
    }
}

/// What was asked, in a few words.
pub(super) fn headline(row: &ExchangeRow) -> String {
    format!("{} {}", row.method, row.name).trim_end().to_owned()
}

/// The exchange that is looked at.
#[component]
fn Chosen(it: Inspected, n: u64, kept: RwSignal<u32>) -> impl IntoView {
    let id = it.id;
    let is_over = Memo::new(move |_| {
        it.view.with(|view| {
            view.exchanges
                .iter()
                .any(|row| row.n == n && row.state != ExchangeState::Running)
        })
    });
    let exchange = Resource::new(move || is_over.get(), move |_| get_exchange(id, n));
    let with = use_chosen("with");
    let other = Memo::new(move |_| with.get().and_then(|with| with.parse::<u64>().ok()));
    view! {
        <Card title=format!("#{n}")>
            <div class="stack">
                <Live resource=exchange let:exchange>
                    {move || view! { <Asked it exchange=exchange.get() kept/> }}
                </Live>
                <Answer it n/>
            </div>
        </Card>
        {move || other.get().map(|other| view! { <Compared it one=other other=n/> })}
    }
}

#[component]
fn Asked(it: Inspected, exchange: ExchangeView, kept: RwSignal<u32>) -> impl IntoView {
    let t = &use_messages().inspector;
    let ExchangeView { row, input, curl, .. } = exchange;
    let resend = ServerAction::<ResendRequest>::new();
    // A session begins once.
    let is_first = matches!(row.method.as_str(), "initialize" | "server/discover");
    let again = (!is_first).then(|| {
        view! {
            <Form action=resend quiet=true>
                <Hidden name="id" value=it.id.to_string()/>
                <Hidden name="n" value=row.n.to_string()/>
                <SubmitButton small=true>{t.again}</SubmitButton>
            </Form>
        }
    });
    let edit = edit_href(it, &row, ("edit", &row.n.to_string()))
        .map(|href| view! { <LinkButton small=true href=href>{t.edit}</LinkButton> });
    let curl = curl.map(|text| view! { <CopyButton text label=t.curl.to_owned()/> });
    let save = (!is_first).then(|| view! { <SaveForm it row=row.clone() params=input.clone() kept/> });
    view! {
        <p><code class="code">{headline(&row)}</code> " " <span class="muted"><Time at=row.sent_at/></span></p>
        <CodeBlock text=input label=t.params/>
        <div class="actions">{again} {edit} {curl}</div>
        <CompareForm it n=row.n/>
        {save}
    }
}

/// Where a request can be edited: the tab of what it asks.
pub(super) fn edit_href(it: Inspected, row: &ExchangeRow, prefill: (&str, &str)) -> Option<String> {
    request_href(it, &row.method, &row.name, prefill)
}

/// The tab for a request of this method.
pub(super) fn request_href(it: Inspected, method: &str, name: &str, prefill: (&str, &str)) -> Option<String> {
    match method {
        "tools/call" => Some(it.href(Tab::Tools, &[("name", name), prefill])),
        "prompts/get" => Some(it.href(Tab::Prompts, &[("name", name), prefill])),
        "resources/read" => Some(it.href(Tab::Resources, &[("name", name)])),
        _ => None,
    }
}

/// Chooses what to compare with; a plain form, so that the comparison has a URL.
#[component]
fn CompareForm(it: Inspected, n: u64) -> impl IntoView {
    let t = &use_messages().inspector;
    let others = Memo::new(move |_| {
        it.view.with(|view| {
            let others = view.exchanges.iter().filter(|row| row.n != n);
            others.map(|row| (row.n, headline(row))).collect::<Vec<_>>()
        })
    });
    let with = use_chosen("with");
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <form class="row" method="get" action=path(it.id)>
                <input type="hidden" name="tab" value=Tab::History.word()/>
                <input type="hidden" name="n" value=n.to_string()/>
                <label class="muted" for="compare-with">{t.compare_with}</label>
                <select class="input input-small input-fit" id="compare-with" name="with">
                    <For each=move || others.get() key=|other| other.0 let((other, words))>
                        <option
                            value=other.to_string()
                            selected=with.get_untracked().as_deref() == Some(other.to_string().as_str())
                        >
                            {format!("#{other} {words}")}
                        </option>
                    </For>
                </select>
                <button class="btn btn-small" type="submit">{t.compare}</button>
            </form>
        </Show>
    }
}
