//! The last hour: how much is called, how much of it goes wrong, how long it takes.

use leptos::prelude::*;
use model::{CallFigures, CallFilter, CallRange, OutcomeFilter};

use crate::{
    components::*,
    i18n::use_messages,
    pages::audit::{Chart, of_calls},
};

const MINUTES: u64 = 60;

/// What the figures are over.
pub(super) fn last_hour() -> CallFilter {
    CallFilter {
        range: CallRange::Hour,
        ..CallFilter::default()
    }
}

#[component]
pub(super) fn TrafficCard(figures: Signal<CallFigures>) -> impl IntoView {
    let t = use_messages();
    let failed = CallFilter {
        outcome: Some(OutcomeFilter::Failed),
        ..last_hour()
    };
    let (all, failed) = (of_calls(last_hour()), of_calls(failed));
    view! {
        <Card
            title=t.audit.range(CallRange::Hour)
            aside=move || view! { <LinkButton href=all small=true>{t.overview.all_calls}</LinkButton> }
        >
            {move || {
                let CallFigures { all, points, is_exact, .. } = figures.get();
                let is_quiet = all.calls == 0;
                let p95 = if is_quiet { "–".to_owned() } else { elapsed(all.p95_us) };
                let errors = share(all.errors, all.calls);
                let failed = failed.clone();
                view! {
                    <dl class="figures">
                        <Figure term=t.overview.per_minute>{per_minute(all.calls)}</Figure>
                        <Figure term=t.overview.error_rate>
                            {if all.errors == 0 {
                                errors.into_any()
                            } else {
                                view! { <a href=failed>{errors}</a> }.into_any()
                            }}
                        </Figure>
                        <Figure term="p95">{p95}</Figure>
                    </dl>
                    {is_quiet.then(|| view! { <p class="muted">{t.overview.quiet}</p> })}
                    <Chart all points/>
                    {(!is_exact).then(|| view! { <p class="muted">{t.audit.estimated}</p> })}
                }
            }}
        </Card>
    }
}

#[component]
fn Figure(term: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="figure">
            <dt>{term}</dt>
            <dd class="number">{children()}</dd>
        </div>
    }
}

/// Of calls of an hour.
fn per_minute(calls: u64) -> String {
    tenths(calls * 10 / MINUTES)
}

/// Little is not nothing: a single error of many calls is told as the least there is to tell.
fn share(errors: u64, calls: u64) -> String {
    let of_1000 = (errors * 1000).checked_div(calls).unwrap_or(0);
    format!("{} %", tenths(of_1000.max(u64::from(errors > 0))))
}

/// With a digit behind the point where there is one to tell.
fn tenths(tenths: u64) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{per_minute, share};

    #[test]
    fn figures_have_a_digit_behind_the_point_where_there_is_one() {
        for (calls, text) in [(0, "0"), (7, "0.1"), (60, "1"), (90, "1.5"), (36_000, "600")] {
            assert_eq!(per_minute(calls), text);
        }
    }

    #[test]
    fn a_single_error_is_not_rounded_away() {
        for (errors, calls, text) in [
            (0, 0, "0 %"),
            (1, 3, "33.3 %"),
            (1, 100_000, "0.1 %"),
            (5, 5, "100 %"),
        ] {
            assert_eq!(share(errors, calls), text);
        }
    }
}
