//! The first step: paste something.

use leptos::prelude::*;
use model::{FieldErrors, Permission, Problem, recognise};

use super::step::{Step, Steps};
use crate::{
    api::quick::{ProbeDemo, ProbePaste},
    components::*,
    contexts::{use_me, use_pasted},
    error::AppError,
    i18n::use_messages,
};

const EXAMPLE: &str = "npx -y @modelcontextprotocol/server-everything";

/// A field for anything that describes a server, and the way in for those who have nothing at hand.
#[component]
pub fn QuickConnectPage() -> impl IntoView {
    let t = use_messages();
    let me = use_me();
    let content = if me.may(Permission::KeepOwn) {
        view! {
            <Steps>
                <Step number=1 title=t.quick.step_what>
                    <PasteCard/>
                    {me.may(Permission::RunCommands).then(|| view! { <DemoCard/> })}
                </Step>
            </Steps>
        }
        .into_any()
    } else {
        view! { <ErrorCard error=AppError::Forbidden/> }.into_any()
    };
    view! { <Page title=t.common.layout.quick_connect lead=move || t.quick.lead>{content}</Page> }
}

#[component]
fn PasteCard() -> impl IntoView {
    let t = use_messages();
    let probe = ServerAction::<ProbePaste>::new();
    let kept = use_pasted();
    let (pasted, set_pasted) = signal(kept.get_value());
    let keep = move |text: String| {
        kept.set_value(text.clone());
        set_pasted.set(text);
    };
    let only_urls =
        (!use_me().may(Permission::RunCommands)).then(|| view! { <p class="muted">{t.quick.only_urls}</p> });
    view! {
        <Card>
            <Form action=probe check=check_paste>
                <div on:input=move |event| keep(event_target_value(&event))>
                    <TextArea
                        name="text"
                        label=t.quick.paste_label
                        value=kept.get_value()
                        hint=t.quick.paste_hint
                        placeholder=EXAMPLE
                        rows=6
                        required=true
                    />
                </div>
                {only_urls}
                <div class="actions">
                    <SubmitButton look=Look::Primary>{t.quick.try_it}</SubmitButton>
                    <Progress pasted pending=Signal::derive(move || probe.pending().get())/>
                </div>
            </Form>
        </Card>
    }
}

fn check_paste(probe: &ProbePaste) -> Result<(), FieldErrors> {
    if probe.input.text.trim().is_empty() {
        Err(FieldErrors::of("text", Problem::Required))
    } else {
        Ok(())
    }
}

/// What is recognised while one types, and what happens while the server is tried.
#[component]
fn Progress(pasted: ReadSignal<String>, pending: Signal<bool>) -> impl IntoView {
    let t = use_messages();
    let recognised = Memo::new(move |_| {
        let recognised = recognise(&pasted.read()).ok()?;
        Some((t.quick.recognised)(
            Some(recognised.format),
            recognised.servers.len(),
        ))
    });
    view! {
        <p class="muted" role="status">
            {move || if pending.get() { Some(t.quick.trying.to_owned()) } else { recognised.get() }}
        </p>
    }
}

#[component]
fn DemoCard() -> impl IntoView {
    let t = use_messages();
    let demo = ServerAction::<ProbeDemo>::new();
    view! {
        <Card>
            <Form action=demo>
                <div class="row">
                    <p class="grow">
                        <strong>{t.quick.demo_title}</strong>
                        " "
                        <span class="muted">{t.quick.demo_text}</span>
                    </p>
                    <SubmitButton>{t.quick.demo_button}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}
