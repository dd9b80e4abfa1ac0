//! Whether an endpoint does what the specification asks for: the checks, what came of them, and earlier runs.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{
    CheckResult, ConformanceRun, ConformanceRunId, ConformanceView, EndpointId, Era, Verdict, VerdictCount,
};

use crate::{
    api::conformance::{CheckConformance, conformance},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id},
    },
};

/// The checks of one endpoint.
#[component]
pub fn ConformancePage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<EndpointId>();
    let query = use_query_map();
    let chosen =
        Memo::new(move |_| query.with(|query| query.get_str("run")?.parse::<ConformanceRunId>().ok()));
    let check = ServerAction::<CheckConformance>::new();
    let changes = use_changes(Noun::Endpoints);
    let view = Resource::new(
        move || (id.get(), chosen.get(), check.version().get(), changes.get()),
        |(id, chosen, ..)| async move { conformance(id.ok_or(AppError::NotFound)?, chosen).await },
    );
    view! {
        <LivePage
            resource=view
            title=t.conformance.title
            home=Crumb::new("/endpoints", t.endpoints.title)
            let:view
        >
            {
                let endpoint = Memo::new(move |_| view.with(|view| view.endpoint.clone()));
                move || {
                    let endpoint = endpoint.get();
                    view! { <Checked id=endpoint.id name=endpoint.name view check/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

/// Where the checks of an endpoint are.
pub(super) fn path(id: EndpointId) -> String {
    format!("/endpoints/{id}/conformance")
}

#[component]
fn Checked(
    id: EndpointId,
    name: String,
    view: Signal<ConformanceView>,
    check: ServerAction<CheckConformance>,
) -> impl IntoView {
    let t = use_messages();
    let results = Memo::new(move |_| view.with(|view| view.results.clone()));
    let runs = Memo::new(move |_| view.with(|view| view.runs.clone()));
    let shown = Memo::new(move |_| view.with(|view| view.shown));
    let any = Memo::new(move |_| shown.with(Option::is_some));
    view! {
        <Page
            title=t.conformance.title
            parents=vec![
                Crumb::new("/endpoints", t.endpoints.title),
                Crumb::new(format!("/endpoints/{id}"), name),
            ]
            lead=move || t.conformance.lead
            actions=move || view! { <RunForm id check/> }
        >
            <ActionError action=check/>
            <Show
                when=move || any.get()
                fallback=move || {
                    view! {
                        <Card>
                            <EmptyState title=t.conformance.none_title text=t.conformance.none_text/>
                        </Card>
                    }
                }
            >
                <div class="stack">
                    {move || {
                        let results = results.get();
                        let count = VerdictCount::of(&results);
                        view! {
                            <p><CountMark count/></p>
                            {Era::ALL
                                .iter()
                                .map(|era| {
                                    let mut results: Vec<_> =
                                        results.iter().filter(|it| it.era == *era).cloned().collect();
                                    // What somebody has to do something about comes first.
                                    results.sort_by_key(|it| it.verdict != Verdict::Bad);
                                    view! { <EraCard era=*era results/> }
                                })
                                .collect_view()}
                        }
                    }}
                    {move || view! { <RunsCard id runs=runs.get() shown=shown.get()/> }}
                </div>
            </Show>
        </Page>
    }
}

#[component]
fn RunForm(id: EndpointId, check: ServerAction<CheckConformance>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Form action=check quiet=true>
            <Hidden name="input[endpoint]" value=id.to_string()/>
            <SubmitButton look=Look::Primary>{t.conformance.run}</SubmitButton>
        </Form>
    }
}

#[component]
fn CountMark(count: VerdictCount) -> impl IntoView {
    let t = use_messages();
    let tone = if count.bad > 0 { Tone::Bad } else { Tone::Ok };
    view! { <Mark tone>{(t.conformance.count)(count)}</Mark> }
}

#[component]
fn EraCard(era: Era, results: Vec<CheckResult>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.conformance.verdict),
        Column::new(t.conformance.check),
        Column::new(t.conformance.specification).hide_small(),
    ];
    let rows = results
        .into_iter()
        .map(|result| view! { <CheckRow result/> })
        .collect_view();
    view! {
        <Card title=t.conformance.era(era) flush=true>
            <Table label=t.conformance.era(era) columns>{rows}</Table>
        </Card>
    }
}

#[component]
fn CheckRow(result: CheckResult) -> impl IntoView {
    let t = &use_messages().conformance;
    let tone = match result.verdict {
        Verdict::Good => Tone::Ok,
        Verdict::Bad => Tone::Bad,
        Verdict::Skipped => Tone::Neutral,
    };
    let (name, to_do) = (t.words)(result.check);
    let advice = (result.verdict == Verdict::Bad)
        .then(|| view! { <p class="under"><strong>{t.to_do} ": "</strong>{to_do}</p> });
    let (specification, section) = (result.specification(), result.check.section());
    let exchange = (!result.sent.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{t.details} <span class="sr-only">": " {name}</span></summary>
                <CodeBlock text=result.sent label=t.sent/>
                <CodeBlock text=result.came label=t.came/>
            </details>
        }
    });
    // What the gateway finds is in English, like its errors.
    let finding = (!result.finding.is_empty())
        .then(|| view! { <small class="under" lang="en">{result.finding}</small> });
    view! {
        <tr role="row">
            <td role="cell" class="cell-state"><Mark tone>{t.verdict(result.verdict)}</Mark></td>
            <td role="cell" class="cell-title">{name} {finding} {advice} {exchange}</td>
            <td role="cell" class="hide-small">
                <a class="link" href=specification rel="external noreferrer">{section}</a>
            </td>
        </tr>
    }
}

#[component]
fn RunsCard(id: EndpointId, runs: Vec<ConformanceRun>, shown: Option<ConformanceRunId>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.when),
        Column::new(t.conformance.result),
        Column::new(t.conformance.by).number(),
    ];
    let rows = runs
        .into_iter()
        .map(|run| {
            let target = href(&path(id), &[("run", &run.id.to_string())]);
            let current = (shown == Some(run.id)).then_some("true");
            view! {
                <tr role="row">
                    <td role="cell" class="cell-title">
                        <a href=target aria-current=current><Time at=run.at/></a>
                    </td>
                    <td role="cell" class="cell-state"><CountMark count=run.count/></td>
                    <td role="cell" class="cell-side number">{run.by}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title=t.conformance.runs flush=true>
            <Table label=t.conformance.runs columns>{rows}</Table>
        </Card>
    }
}
