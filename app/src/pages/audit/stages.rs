//! Where the time of a call went: a bar, and the figures beside it.

use leptos::prelude::*;
use model::CallStages;

use crate::{components::*, i18n::use_messages};

const WIDTH: u64 = 960;

#[component]
pub(super) fn StagesCard(stages: CallStages, elapsed_us: u64) -> impl IntoView {
    let t = use_messages();
    let all = [
        (t.audit.before, stages.before_us, "stage-before"),
        (t.audit.connecting, stages.connecting_us, "stage-connecting"),
        (t.audit.at_server, stages.server_us, "stage-server"),
        (t.audit.after, stages.after_us, "stage-after"),
    ];
    let whole = all.iter().map(|it| it.1).sum::<u64>().max(1);
    let mut x = 0;
    let parts: Vec<_> = all
        .iter()
        .map(|(_, micros, class)| {
            let width = share(*micros, whole);
            let part = (x, width, *class);
            x += width;
            part
        })
        .collect();
    view! {
        <Card title=t.audit.where_time_went aside=move || view! { <strong class="number">{elapsed(elapsed_us)}</strong> }>
            <svg class="stages" viewBox=format!("0 0 {WIDTH} 20") preserveAspectRatio="none" aria-hidden="true">
                {parts
                    .into_iter()
                    .map(|(x, width, class)| view! { <rect class=class x=x y="0" width=width height="20"/> })
                    .collect_view()}
            </svg>
            <dl class="figures">
                {all
                    .into_iter()
                    .map(|(name, micros, class)| {
                        view! {
                            <div class="figure">
                                <dt><span class=format!("stage-key {class}")></span> {name}</dt>
                                <dd class="number">{elapsed(micros)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Card>
    }
}

fn share(micros: u64, whole: u64) -> u64 {
    let share = u128::from(micros) * u128::from(WIDTH) / u128::from(whole);
    u64::try_from(share).unwrap_or(WIDTH)
}
