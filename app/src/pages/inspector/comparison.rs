//! Two answers beside each other.

use leptos::prelude::*;
use model::{Comparison, LineKind};

use super::{history::headline, inspected::Inspected};
use crate::{api::inspector::compare_exchanges, components::*, i18n::use_messages, pages::live::Live};

/// What is different between the answers of two exchanges.
#[component]
pub(super) fn Compared(it: Inspected, one: u64, other: u64) -> impl IntoView {
    let t = &use_messages().inspector;
    let id = it.id;
    let compared = Resource::new(|| (), move |()| compare_exchanges(id, one, other));
    view! {
        <Card title=t.comparison>
            <Live resource=compared let:compared>
                {move || view! { <Lines compared=compared.get()/> }}
            </Live>
        </Card>
    }
}

#[component]
fn Lines(compared: Comparison) -> impl IntoView {
    let t = &use_messages().inspector;
    let is_same = compared.lines.iter().all(|line| line.kind == LineKind::Same);
    let lines = compared.lines.into_iter().map(|line| {
        // Deletions and insertions are read aloud as such.
        match line.kind {
            LineKind::Same => view! { <span class="diff-line">"  " {line.text} "\n"</span> }.into_any(),
            LineKind::Removed => view! { <del class="diff-line">"- " {line.text} "\n"</del> }.into_any(),
            LineKind::Added => view! { <ins class="diff-line">"+ " {line.text} "\n"</ins> }.into_any(),
        }
    });
    let lines = lines.collect_view();
    view! {
        <p>
            <del>{format!("- #{} {}", compared.one.n, headline(&compared.one))}</del>
            <br/>
            <ins>{format!("+ #{} {}", compared.other.n, headline(&compared.other))}</ins>
        </p>
        {is_same.then(|| view! { <p class="muted">{t.same}</p> })}
        <pre class="code-block diff" tabindex="0" role="group" aria-label=t.comparison>{lines}</pre>
        {compared.is_cut.then(|| view! { <p class="muted">{t.cut}</p> })}
    }
}
