//! What is written down: calls, and what people changed.

mod acts;
mod call;
mod chart;
mod figures;
mod filter;
mod list;
mod stages;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{AuditCallId, AuditCallsView, CallFilter, CallRange, GroupBy, Permission, UserId};

pub use self::{acts::ActsPage, call::CallPage};
use self::{figures::FiguresCard, filter::FilterCard, list::CallsCard};
use crate::{
    api::audit::{audit_calls, audit_figures},
    components::*,
    contexts::{Noun, use_changes, use_me},
    i18n::use_messages,
    pages::{live::LivePage, query::href},
};

/// Where the calls are.
pub(crate) const PATH: &str = "/audit";
const ACTS: &str = "/audit/acts";
const BEHIND: &str = "behind";
const BY: &str = "by";

/// What of the calls this page shows; all of it stands in the URL.
#[derive(Debug, Clone, Default, PartialEq)]
struct Shown {
    filter: CallFilter,
    by: GroupBy,
    behind: Option<AuditCallId>,
}

impl Shown {
    fn href(&self) -> String {
        let behind = self.behind.map(|it| it.to_string()).unwrap_or_default();
        let by = if self.by == GroupBy::default() {
            ""
        } else {
            self.by.as_str()
        };
        let pairs = self.filter.pairs();
        let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
        pairs.push((BY, by));
        pairs.push((BEHIND, &behind));
        href(PATH, &pairs)
    }

    /// The same from the newest call on, with another filter.
    fn with(&self, change: impl FnOnce(&mut CallFilter)) -> Self {
        let mut filter = self.filter.clone();
        change(&mut filter);
        Self {
            filter,
            by: self.by,
            behind: None,
        }
    }

    fn by(&self, by: GroupBy) -> Self {
        Self { by, ..self.clone() }
    }
}

/// The calls of a person in the last hour.
pub(crate) fn last_hour_of(person: UserId) -> String {
    let filter = CallFilter {
        range: CallRange::Hour,
        person: Some(person),
        ..CallFilter::default()
    };
    Shown {
        filter,
        ..Shown::default()
    }
    .href()
}

fn use_shown() -> Memo<Shown> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| Shown {
            filter: CallFilter::of(|name| query.get(name)),
            by: query
                .get(BY)
                .and_then(|word| word.parse().ok())
                .unwrap_or_default(),
            behind: query.get(BEHIND).and_then(|id| id.parse().ok()),
        })
    })
}

/// The calls that pass the filter in the URL, with figures over them.
#[component]
pub fn AuditPage() -> impl IntoView {
    let t = use_messages();
    let shown = use_shown();
    let changes = use_changes(Noun::Calls);
    // A page further back stays as it is.
    let news = Memo::new(move |_| shown.with(|shown| shown.behind.is_none()).then(|| changes.get()));
    let calls = Resource::new(
        move || (shown.get(), news.get()),
        |(shown, _)| audit_calls(shown.filter, shown.behind),
    );
    // Not with every call: of a million of them they take their time.
    let of = Memo::new(move |_| shown.with(|shown| (shown.filter.clone(), shown.by)));
    let figures = Resource::new(move || of.get(), |(filter, by)| audit_figures(filter, by));
    view! {
        <LivePage resource=calls title=t.audit.title let:calls>
            <Page
                title=t.audit.title
                lead=move || t.audit.lead
                actions=move || view! { <ExportLinks path=PATH pairs=Signal::derive(move || shown.with(|it| it.filter.pairs()))/> }
            >
                <Tabs is_of_acts=false/>
                <State calls/>
                <div class="stack">
                    <FilterCard calls shown/>
                    <FiguresCard figures shown/>
                    <CallsCard calls shown/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

/// Calls, and changes where somebody may see them.
#[component]
fn Tabs(is_of_acts: bool) -> impl IntoView {
    let t = use_messages();
    use_me().role.may(Permission::Audit).then(|| {
        view! {
            <nav class="chips audit-tabs" aria-label=t.audit.tabs>
                <Chip href=PATH current=Signal::stored(!is_of_acts)>{t.audit.calls}</Chip>
                <Chip href=ACTS current=Signal::stored(is_of_acts)>{t.audit.acts}</Chip>
            </nav>
        }
    })
}

/// What passes the filter, as files.
#[component]
fn ExportLinks(path: &'static str, pairs: Signal<Vec<(&'static str, String)>>) -> impl IntoView {
    let t = use_messages();
    [("csv", "CSV"), ("jsonl", "JSONL"), ("otlp", "OTel")]
        .into_iter()
        .map(|(format, name)| {
            let target = move || {
                pairs.with(|pairs| {
                    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
                    pairs.push(("format", format));
                    href(&format!("{path}/export"), &pairs)
                })
            };
            // Not a page: the browser keeps it as a file.
            view! {
                <a class="btn btn-small" rel="external" download="" href=target>
                    {(t.audit.export)(name)}
                </a>
            }
        })
        .collect_view()
}

/// What there is to know about the log itself.
#[component]
fn State(calls: Signal<AuditCallsView>) -> impl IntoView {
    let t = use_messages();
    let state = Memo::new(move |_| calls.with(|calls| calls.state.clone()));
    let is_off = move || state.with(|state| !state.is_on);
    let missing = Memo::new(move |_| state.with(|state| state.missing));
    view! {
        <Show when=is_off>
            <p class="note note-warn" role="status">{t.audit.off}</p>
        </Show>
        <Show when=move || 0 < missing.get()>
            <p class="note note-warn" role="status">{move || (t.audit.missing)(missing.get())}</p>
        </Show>
    }
}
