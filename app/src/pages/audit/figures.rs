//! Figures over the calls that pass: in all, over time, and by what they have in common.

use leptos::prelude::*;
use model::{CallFigures, CallFilter, CallGroup, CallOutcome, GroupBy};

use super::{Shown, chart::Chart};
use crate::{components::*, error::AppError, i18n::use_messages, pages::live::Live};

#[component]
pub(super) fn FiguresCard(
    figures: Resource<Result<CallFigures, AppError>>,
    shown: Memo<Shown>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.audit.figures>
            <Live resource=figures let:figures>
                {move || {
                    let figures = figures.get();
                    let (all, points) = (figures.all.clone(), figures.points.clone());
                    let is_exact = figures.is_exact;
                    view! {
                        <Totals all=all.clone()/>
                        <Chart all points/>
                        {(!is_exact).then(|| view! { <p class="muted">{t.audit.estimated}</p> })}
                        <Groups figures shown/>
                    }
                }}
            </Live>
        </Card>
    }
}

#[component]
fn Totals(all: CallGroup) -> impl IntoView {
    let t = use_messages();
    let figure = |term: &'static str, value: String| {
        view! {
            <div class="figure">
                <dt>{term}</dt>
                <dd class="number">{value}</dd>
            </div>
        }
    };
    view! {
        <dl class="figures">
            {figure(t.audit.calls, all.calls.to_string())}
            {figure(t.audit.errors, all.errors.to_string())}
            {figure("p50", elapsed(all.p50_us))}
            {figure("p95", elapsed(all.p95_us))}
            {figure("p99", elapsed(all.p99_us))}
        </dl>
    }
}

#[component]
fn Groups(figures: CallFigures, shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    let by = shown.with_untracked(|shown| shown.by);
    let columns = vec![
        Column::new(t.audit.by(by)),
        Column::new(t.audit.calls).number(),
        Column::new(t.audit.errors).number(),
        Column::new("p50").number(),
        Column::new("p95").number(),
        Column::new("p99").number(),
    ];
    let rows = figures
        .groups
        .into_iter()
        .map(|group| view! { <GroupRow group by shown/> })
        .collect_view();
    let more = (0 < figures.more_groups)
        .then(|| view! { <p class="muted">{(t.audit.more_groups)(figures.more_groups)}</p> });
    view! {
        <div class="chips" role="group" aria-label=t.audit.group_by>
            {GroupBy::ALL
                .iter()
                .map(|&by| {
                    view! {
                        <Chip
                            href=Signal::derive(move || shown.with(|shown| shown.by(by).href()))
                            current=Signal::derive(move || shown.with(|shown| shown.by == by))
                        >
                            {t.audit.by(by)}
                        </Chip>
                    }
                })
                .collect_view()}
        </div>
        <Table label=format!("{} {}", t.audit.group_by, t.audit.by(by)) columns>{rows}</Table>
        {more}
    }
}

#[component]
fn GroupRow(group: CallGroup, by: GroupBy, shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    let name = match by {
        GroupBy::Outcome => group
            .key
            .parse::<CallOutcome>()
            .map_or_else(|_| group.name.clone(), |it| t.call_outcome(it).to_owned()),
        GroupBy::Person if group.key.is_empty() => t.audit.anyone.to_owned(),
        _ if group.name.is_empty() => t.audit.nobody.to_owned(),
        _ => group.name.clone(),
    };
    let key = group.key.clone();
    let target = (!key.is_empty())
        .then(|| shown.with_untracked(|shown| shown.with(|filter| choose(filter, by, &key)).href()));
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                {match target {
                    Some(target) => view! { <a href=target>{name}</a> }.into_any(),
                    None => name.into_any(),
                }}
            </td>
            <td role="cell" class="number" data-label=t.audit.calls>{group.calls}</td>
            <td role="cell" class="number" data-label=t.audit.errors>{group.errors}</td>
            <td role="cell" class="number" data-label="p50">{elapsed(group.p50_us)}</td>
            <td role="cell" class="number" data-label="p95">{elapsed(group.p95_us)}</td>
            <td role="cell" class="number" data-label="p99">{elapsed(group.p99_us)}</td>
        </tr>
    }
}

/// Only those of this group.
fn choose(filter: &mut CallFilter, by: GroupBy, key: &str) {
    match by {
        GroupBy::Tool => key.clone_into(&mut filter.tool),
        GroupBy::Client => key.clone_into(&mut filter.client),
        GroupBy::Server => filter.server = key.parse().ok(),
        GroupBy::Endpoint => filter.endpoint = key.parse().ok(),
        GroupBy::Person => filter.person = key.parse().ok(),
        GroupBy::Key => filter.key = key.parse().ok(),
        GroupBy::Outcome => filter.outcome = key.parse().ok(),
    }
}
