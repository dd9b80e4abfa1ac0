//! A client of the inspector on its way to a token: every request that it sent, and where the person comes in.

use leptos::prelude::*;
use model::{HopStep, HopView, InspectorSignInId, InspectorSignInView};

use super::{PATH, path};
use crate::{
    api::inspector::get_inspector_sign_in,
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, query::use_id},
};

/// The way of one client.
#[component]
pub fn InspectorSignInPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<InspectorSignInId>();
    let loaded = Resource::new(
        move || id.get(),
        |id| async move { get_inspector_sign_in(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <LivePage
            resource=loaded
            title=t.inspector_sign_in.title
            home=Crumb::new(PATH, t.inspector.title)
            let:loaded
        >
            {move || view! { <Way way=loaded.get()/> }}
        </LivePage>
    }
    .into_any()
}

#[component]
fn Way(way: InspectorSignInView) -> impl IntoView {
    let t = use_messages();
    let words = &t.inspector_sign_in;
    let hops = way.hops.into_iter().enumerate();
    let hops = hops.map(|(n, hop)| view! { <Hop n=n + 1 hop/> }).collect_view();
    let end = if let Some(problem) = way.problem {
        view! {
            <div class="note note-bad">
                <p>{words.no_token(problem)}</p>
                <p><a href=PATH>{words.again}</a></p>
            </div>
        }
        .into_any()
    } else if let Some(next) = way.next {
        view! {
            <Card title=words.your_turn>
                <p>{words.your_turn_text}</p>
                <div class="actions">
                    <LinkButton look=Look::Primary external=true href=next>{words.go_on}</LinkButton>
                </div>
            </Card>
        }
        .into_any()
    } else {
        let target = way.inspection.map_or_else(|| PATH.to_owned(), path);
        view! {
            <div class="note note-ok">
                <p>{words.has_token}</p>
                <p><a href=target>{words.to_inspection}</a></p>
            </div>
        }
        .into_any()
    };
    view! {
        <Page
            title=(words.title_of)(&way.name)
            parents=vec![Crumb::new(PATH, t.inspector.title)]
            lead=move || words.lead
        >
            <div class="stack">
                {end}
                <ol class="hops">{hops}</ol>
            </div>
        </Page>
    }
}

#[component]
fn Hop(n: usize, hop: HopView) -> impl IntoView {
    let t = use_messages();
    let words = &t.inspector_sign_in;
    let status = match hop.status {
        Some(status) => {
            // A refusal is what the first request is for.
            let is_meant = status < 400 || (hop.step == HopStep::Challenge && status == 401);
            let tone = if is_meant { Tone::Ok } else { Tone::Bad };
            let time = format!("{} · {} ms", status, hop.elapsed_us / 1000);
            view! { <Mark tone>{time}</Mark> }.into_any()
        }
        None => view! { <Mark tone=Tone::Neutral>{words.in_browser}</Mark> }.into_any(),
    };
    let texts = [(words.sent, hop.sent), (words.came, hop.came)];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let texts: Vec<_> = texts
        .map(|(label, text)| view! { <p class="muted">{label}</p> <CodeBlock text label/> })
        .collect();
    let details = (!texts.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{words.details} <span class="sr-only">" " {n}</span></summary>
                {texts}
            </details>
        }
    });
    view! {
        <li>
            <Card title=format!("{n}. {}", words.step(hop.step)) aside=move || status>
                <p class="hop-request"><code>{hop.method} " " {hop.url}</code></p>
                <p class="muted">{source(hop.step)}</p>
                {details}
            </Card>
        </li>
    }
}

/// Where it is specified.
fn source(step: HopStep) -> &'static str {
    match step {
        HopStep::Challenge => "RFC 6750 §3, RFC 9728 §5.1",
        HopStep::Resource => "RFC 9728 §3",
        HopStep::Server => "RFC 8414 §3",
        HopStep::Register => "RFC 7591 §3",
        HopStep::Authorize => "OAuth 2.1 §4.1.1, RFC 7636, RFC 8707",
        HopStep::Return => "OAuth 2.1 §4.1.2, RFC 9207",
        HopStep::Token => "OAuth 2.1 §4.1.3",
    }
}
