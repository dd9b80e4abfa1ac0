//! Which calls are shown: a form that only reads.

use leptos::prelude::*;
use model::{AuditCallsView, CallFilter, CallOutcome, CallRange, GroupBy, OutcomeFilter, Reference};

use super::{BY, PATH, Shown};
use crate::{components::*, i18n::use_messages};

/// The filter, and what is on.
#[component]
pub(super) fn FilterCard(calls: Signal<AuditCallsView>, shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    let choices = Memo::new(move |_| calls.with(|calls| calls.choices.clone()));
    view! {
        <Card title=t.audit.filter>
            <Ranges shown/>
            // Built anew with the URL: then the fields say what is shown.
            {move || {
                let shown = shown.get();
                let choices = choices.get();
                let filter = shown.filter.clone();
                view! {
                    <form class="filters" method="get" action=PATH>
                        <Kept shown=shown.clone()/>
                        <label class="filter">
                            <span>{t.audit.range}</span>
                            <select class="input" name="range">
                                <Options
                                    options=CallRange::ALL
                                        .iter()
                                        .map(|it| (it.as_str().to_owned(), t.audit.range(*it).to_owned()))
                                        .collect()
                                    chosen=filter.range.as_str().to_owned()
                                />
                            </select>
                        </label>
                        <TimeField name="from" label=t.audit.from value=filter.from.clone()/>
                        <TimeField name="until" label=t.audit.until value=filter.until.clone()/>
                        <Among name="person" label=t.audit.person all=choices.people chosen=filter.person/>
                        <Among name="key" label=t.audit.key all=choices.keys chosen=filter.key/>
                        <Among name="endpoint" label=t.endpoints.one all=choices.endpoints chosen=filter.endpoint/>
                        <Among name="server" label=t.audit.server all=choices.servers chosen=filter.server/>
                        <OutcomeField filter=filter.clone()/>
                        <label class="filter">
                            <span>{t.audit.text}</span>
                            <input class="input" type="search" name="q" value=filter.text.clone()/>
                        </label>
                        <label class="filter">
                            <span>{t.overview.client}</span>
                            <input class="input" type="search" name="client" value=filter.client.clone()/>
                        </label>
                        <label class="filter-check">
                            <input type="checkbox" name="writes" value="1" checked=filter.writes/>
                            <span>{t.audit.only_writes}</span>
                        </label>
                        <div class="actions">
                            <button class="btn btn-primary" type="submit">{t.audit.apply}</button>
                            <LinkButton href=PATH>{t.audit.clear}</LinkButton>
                        </div>
                    </form>
                    <Linked shown/>
                }
            }}
        </Card>
    }
}

/// The usual spans of time.
#[component]
fn Ranges(shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    let usual = [CallRange::Hour, CallRange::Day, CallRange::Week, CallRange::All];
    view! {
        <div class="chips" role="group" aria-label=t.audit.range>
            {usual
                .into_iter()
                .map(|range| {
                    let target = move || shown.with(|it| it.with(|filter| set_range(filter, range)).href());
                    view! {
                        <Chip
                            href=Signal::derive(target)
                            current=Signal::derive(move || shown.with(|it| it.filter.range == range))
                        >
                            {t.audit.range(range)}
                        </Chip>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn set_range(filter: &mut CallFilter, range: CallRange) {
    filter.range = range;
    filter.from.clear();
    filter.until.clear();
}

/// What links have set, and the form has no field for.
#[component]
fn Kept(shown: Shown) -> impl IntoView {
    let by = (shown.by != GroupBy::default()).then(|| shown.by.as_str().to_owned());
    [
        ("tool", Some(shown.filter.tool)),
        ("session", Some(shown.filter.session)),
        (BY, by),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
    .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
    .collect_view()
}

/// The same, to be taken away again.
#[component]
fn Linked(shown: Shown) -> impl IntoView {
    let t = use_messages();
    let tool = (!shown.filter.tool.is_empty()).then(|| {
        let label = format!("{}: {}", t.overview.tool, shown.filter.tool);
        (label, shown.with(|filter| filter.tool.clear()))
    });
    let session = (!shown.filter.session.is_empty()).then(|| {
        let label = format!("{}: {}", t.audit.session, shown.filter.session);
        (label, shown.with(|filter| filter.session.clear()))
    });
    let linked: Vec<_> = [tool, session].into_iter().flatten().collect();
    (!linked.is_empty()).then(|| {
        view! {
            <p class="tags">
                {linked
                    .into_iter()
                    .map(|(label, without)| {
                        let name = (t.audit.without)(&label);
                        view! {
                            <a class="tag tag-accent" href=without.href() aria-label=name>
                                {label} " " <Icon name=IconName::Close/>
                            </a>
                        }
                    })
                    .collect_view()}
            </p>
        }
    })
}

#[component]
pub(super) fn TimeField(name: &'static str, label: &'static str, value: String) -> impl IntoView {
    view! {
        <label class="filter">
            <span>{label}</span>
            <input class="input" type="datetime-local" name=name value=value/>
        </label>
    }
}

/// One of several things, or any.
#[component]
pub(super) fn Among<T>(
    name: &'static str,
    label: &'static str,
    all: Vec<Reference<T>>,
    chosen: Option<T>,
) -> impl IntoView
where
    T: std::fmt::Display + PartialEq + Copy + 'static,
{
    let t = use_messages();
    let chosen = chosen.map(|it| it.to_string()).unwrap_or_default();
    let is_listed = all.iter().any(|it| it.id.to_string() == chosen);
    let mut options = vec![(String::new(), t.common.all.to_owned())];
    // What is gone can still be filtered by.
    if !is_listed && !chosen.is_empty() {
        options.push((chosen.clone(), chosen.clone()));
    }
    let is_empty = all.is_empty() && options.len() == 1;
    options.extend(all.into_iter().map(|it| (it.id.to_string(), it.name)));
    (!is_empty).then(|| {
        view! {
            <label class="filter">
                <span>{label}</span>
                <select class="input" name=name>
                    <Options options chosen/>
                </select>
            </label>
        }
    })
}

#[component]
fn OutcomeField(filter: CallFilter) -> impl IntoView {
    let t = use_messages();
    let mut options = vec![
        (String::new(), t.common.all.to_owned()),
        (OutcomeFilter::FAILED.to_owned(), t.audit.failed.to_owned()),
    ];
    let outcomes = CallOutcome::ALL.iter();
    options.extend(outcomes.map(|it| (it.as_str().to_owned(), t.call_outcome(*it).to_owned())));
    let chosen = filter.outcome.map_or("", OutcomeFilter::as_str).to_owned();
    view! {
        <label class="filter">
            <span>{t.overview.outcome}</span>
            <select class="input" name="outcome">
                <Options options chosen/>
            </select>
        </label>
    }
}

/// What can be chosen: values with their words.
#[component]
pub(super) fn Options(options: Vec<(String, String)>, chosen: String) -> impl IntoView {
    options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view()
}
