//! What people and programs changed, the newest first.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{ActFilter, ActOutcome, ActView, ActorKind, ActsView, CallRange};

use super::{
    ACTS, BEHIND, ExportLinks, PATH, Tabs,
    filter::{Options, TimeField},
};
use crate::{
    api::audit::audit_acts,
    components::*,
    i18n::use_messages,
    pages::{live::LivePage, query::href},
};

/// The acts that pass the filter in the URL.
#[component]
pub fn ActsPage() -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| ActFilter::of(|name| query.get(name))));
    let behind = Memo::new(move |_| query.with(|query| query.get(BEHIND)?.parse::<i64>().ok()));
    let acts = Resource::new(
        move || (filter.get(), behind.get()),
        |(filter, behind)| audit_acts(filter, behind),
    );
    view! {
        <LivePage resource=acts title=t.audit.acts home=Crumb::new(PATH, t.audit.title) let:acts>
            <Page
                title=t.audit.acts
                parents=vec![Crumb::new(PATH, t.audit.title)]
                lead=move || t.audit.acts_lead
                actions=move || view! { <ExportLinks path=ACTS pairs=Signal::derive(move || filter.with(ActFilter::pairs))/> }
            >
                <Tabs is_of_acts=true/>
                <div class="stack">
                    {move || view! { <Filter filter=filter.get() nouns=acts.with(|acts| acts.nouns.clone())/> }}
                    {move || view! { <List acts=acts.get() filter=filter.get() is_further=behind.get().is_some()/> }}
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Filter(filter: ActFilter, nouns: Vec<String>) -> impl IntoView {
    let t = use_messages();
    let ranges = CallRange::ALL.iter();
    let ranges = ranges
        .map(|it| (it.as_str().to_owned(), t.audit.range(*it).to_owned()))
        .collect();
    let all = || (String::new(), t.common.all.to_owned());
    let nouns = [all()]
        .into_iter()
        .chain(nouns.into_iter().map(|it| (it.clone(), it)))
        .collect();
    let outcomes = ActOutcome::ALL.iter();
    let outcomes = outcomes.map(|it| (it.as_str().to_owned(), t.audit.outcome(*it).to_owned()));
    let outcomes = [all()].into_iter().chain(outcomes).collect();
    let chosen = filter.outcome.map_or("", ActOutcome::as_str).to_owned();
    view! {
        <Card title=t.audit.filter>
            <form class="filters" method="get" action=ACTS>
                {filter.person.map(|it| view! { <input type="hidden" name="person" value=it.to_string()/> })}
                <label class="filter">
                    <span>{t.audit.range}</span>
                    <select class="input" name="range">
                        <Options options=ranges chosen=filter.range.as_str().to_owned()/>
                    </select>
                </label>
                <TimeField name="from" label=t.audit.from value=filter.from.clone()/>
                <TimeField name="until" label=t.audit.until value=filter.until.clone()/>
                <label class="filter">
                    <span>{t.audit.noun}</span>
                    <select class="input" name="noun">
                        <Options options=nouns chosen=filter.noun.clone()/>
                    </select>
                </label>
                <label class="filter">
                    <span>{t.overview.outcome}</span>
                    <select class="input" name="outcome">
                        <Options options=outcomes chosen/>
                    </select>
                </label>
                <div class="actions">
                    <button class="btn btn-primary" type="submit">{t.audit.apply}</button>
                    <LinkButton href=ACTS>{t.audit.clear}</LinkButton>
                </div>
            </form>
        </Card>
    }
}

#[component]
fn List(acts: ActsView, filter: ActFilter, is_further: bool) -> impl IntoView {
    let t = use_messages();
    let to = |behind: Option<i64>| {
        let behind = behind.map(|it| it.to_string()).unwrap_or_default();
        let pairs = filter.pairs();
        let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
        pairs.push((BEHIND, &behind));
        href(ACTS, &pairs)
    };
    let newest =
        is_further.then(|| view! { <LinkButton href=to(None) small=true>{t.audit.newest}</LinkButton> });
    let older = acts
        .next
        .map(|next| view! { <LinkButton href=to(Some(next)) small=true>{t.audit.older}</LinkButton> });
    let columns = vec![
        Column::new(t.overview.outcome),
        Column::new(t.audit.act),
        Column::new(t.audit.who),
        Column::new(t.audit.from_where),
        Column::new(t.overview.when).number(),
    ];
    let body = if acts.acts.is_empty() {
        view! { <EmptyState title=t.audit.nothing_title text=t.audit.nothing_text/> }.into_any()
    } else {
        let rows = acts
            .acts
            .into_iter()
            .map(|act| view! { <ActRow act/> })
            .collect_view();
        view! { <Table label=t.audit.acts columns>{rows}</Table> }.into_any()
    };
    view! {
        <Card title=t.audit.acts flush=true>
            {body}
            <nav class="pager" aria-label=t.audit.acts>{newest} {older}</nav>
        </Card>
    }
}

#[component]
fn ActRow(act: ActView) -> impl IntoView {
    let t = use_messages();
    let tone = match act.outcome {
        ActOutcome::Done => Tone::Ok,
        ActOutcome::Refused => Tone::Bad,
    };
    let who = match (act.actor.kind, act.actor.id) {
        (ActorKind::Person, Some(id)) => {
            let filter = ActFilter {
                range: CallRange::All,
                person: Some(id),
                ..ActFilter::default()
            };
            let pairs = filter.pairs();
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
            view! { <a href=href(ACTS, &pairs)>{act.actor.name.clone()}</a> }.into_any()
        }
        _ => act.actor.name.clone().into_any(),
    };
    let things: Vec<_> = act
        .things
        .iter()
        .map(|thing| format!("{}: {} {}", t.audit.verb(thing.verb), thing.kind, thing.name))
        .chain((!act.detail.is_empty()).then(|| act.detail.clone()))
        .collect();
    view! {
        <tr role="row">
            <td role="cell" class="cell-state"><Mark tone>{t.audit.outcome(act.outcome)}</Mark></td>
            <td role="cell" class="cell-title">
                <code class="code">{act.act}</code>
                {things.into_iter().map(|it| view! { <small class="under">{it}</small> }).collect_view()}
            </td>
            <td role="cell" data-label=t.audit.who>{who}</td>
            <td role="cell" class="hide-small">{act.address.unwrap_or_default()}</td>
            <td role="cell" class="cell-actions"><Time at=act.at/></td>
        </tr>
    }
}
