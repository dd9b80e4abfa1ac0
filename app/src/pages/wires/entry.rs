//! One entry, with all of its text.

use leptos::prelude::*;
use model::{RecordingId, WireBody, WireEntry, WireKind};

use super::{
    list::home,
    path,
    time_line::{Stages, headline, wire_of},
};
use crate::{
    api::wires::recorded_entry,
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id, use_id_named},
    },
};

/// One entry of a recording.
#[component]
pub fn WireEntryPage() -> impl IntoView {
    let t = use_messages();
    let (id, n) = (use_id::<RecordingId>(), use_id_named::<u64>("n"));
    let entry = Resource::new(
        move || (id.get(), n.get()),
        |(id, n)| async move {
            let (Some(id), Some(n)) = (id, n) else {
                return Err(AppError::NotFound);
            };
            Ok((id, recorded_entry(id, n).await?))
        },
    );
    view! {
        <LivePage resource=entry title=t.wires.entry home=home(t.wires.title) let:entry>
            {move || {
                let (id, entry) = entry.get();
                view! { <Whole id entry/> }
            }}
        </LivePage>
    }
    .into_any()
}

#[component]
fn Whole(id: RecordingId, entry: WireEntry) -> impl IntoView {
    let t = &use_messages().wires;
    let parents = vec![home(t.title), Crumb::new(path(id), t.recording)];
    let wire = wire_of(t, &entry);
    let title = headline(&entry);
    let call = match &entry.kind {
        WireKind::Call(call) => Some(call.clone()),
        _ => None,
    };
    let exchange = entry.exchange.map(|exchange| {
        let number = exchange.to_string();
        let href = href(&path(id), &[("exchange", &number)]);
        view! { <Fact term=t.exchange><a href=href>{(t.only_exchange)(exchange)}</a></Fact> }
    });
    let rewritten = (!entry.rewritten.is_empty()).then(|| {
        let places = entry.rewritten.clone().into_iter();
        let places = places.map(|place| view! { <li><code class="code">{place}</code></li> });
        let items = places.collect_view();
        view! { <Fact term=t.rewritten><ul>{items}</ul></Fact> }
    });
    let headers = (!entry.headers.is_empty()).then(|| {
        let lines: Vec<String> = entry
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        view! { <Card title=t.headers><CodeBlock text=lines.join("\n") label=t.headers/></Card> }
    });
    view! {
        <Page title parents lead=move || wire>
            <div class="stack">
                <Card title=t.facts>
                    {call.map(|call| view! { <Stages call/> })}
                    <Facts>
                        {exchange}
                        {entry.session.map(|session| view! { <Fact term=t.session><code class="code">{session}</code></Fact> })}
                        {rewritten}
                    </Facts>
                </Card>
                {headers}
                {entry.body.map(|body| view! { <BodyCard body/> })}
            </div>
        </Page>
    }
}

#[component]
fn BodyCard(body: WireBody) -> impl IntoView {
    let t = &use_messages().wires;
    view! {
        <Card title=t.body>
            <p class="muted">
                {(t.bytes)(body.bytes)} {body.is_masked.then(|| format!(" · {}", t.masked))}
                {body.is_cut.then(|| format!(" · {}", t.cut))}
            </p>
            <div class="whole"><CodeBlock text=body.text label=t.body/></div>
        </Card>
    }
}
