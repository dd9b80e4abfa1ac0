//! Requests that somebody keeps: saved from the history, used again in an inspection of the same target.

use leptos::prelude::*;
use model::{ExchangeRow, SavedRequestView, Visibility};

use super::{history::request_href, inspected::Inspected};
use crate::{
    api::inspector::{SaveRequest, list_saved_requests},
    components::*,
    contexts::use_me,
    i18n::use_messages,
    pages::live::Live,
};

/// Keeps a request under a name.
#[component]
pub(super) fn SaveForm(
    it: Inspected,
    row: ExchangeRow,
    params: String,
    /// Counts what is saved.
    kept: RwSignal<u32>,
) -> impl IntoView {
    let t = &use_messages().inspector;
    let save = ServerAction::<SaveRequest>::new();
    let target = it.view.with_untracked(|view| view.target.value());
    let is_saved = move || save.value().with(|value| matches!(value, Some(Ok(_))));
    Effect::new(move || {
        if is_saved() {
            kept.update(|kept| *kept += 1);
        }
    });
    view! {
        <details class="fold">
            <summary>{t.save}</summary>
            <Form action=save check=|save: &SaveRequest| save.input.validate()>
                <Hidden name="input[target]" value=target/>
                <Hidden name="input[method]" value=row.method/>
                <Hidden name="input[request_name]" value=row.name/>
                <Hidden name="input[params]" value=params/>
                <TextField name="name" label=t.name required=true/>
                <Whose/>
                <div class="row">
                    <SubmitButton>{t.save}</SubmitButton>
                    <span role="status"><Show when=is_saved><Mark tone=Tone::Ok>{t.saved_now}</Mark></Show></span>
                </div>
            </Form>
        </details>
    }
}

/// For oneself, or for a team that one is in.
#[component]
fn Whose() -> impl IntoView {
    let t = use_messages();
    let me = use_me();
    let private = Visibility::Private.to_string();
    if me.teams.is_empty() {
        return view! { <Hidden name="input[visibility]" value=private/> }.into_any();
    }
    let teams = me.teams.iter().map(|team| {
        Choice::new(
            Visibility::Team(team.id).to_string(),
            (t.teams.team_named)(&team.name),
        )
    });
    let own = Choice::new(private, t.common.private);
    let options = [own].into_iter().chain(teams).collect();
    view! { <SelectField name="visibility" label=t.common.visibility options/> }.into_any()
}

/// What is kept for this target, to be sent again.
#[component]
pub(super) fn SavedHere(it: Inspected, kept: RwSignal<u32>) -> impl IntoView {
    let t = &use_messages().inspector;
    let saved = Resource::new(move || kept.get(), |_| list_saved_requests());
    view! {
        <Card title=t.saved>
            <Live resource=saved let:saved>
                {move || view! { <Kept it saved=saved.get()/> }}
            </Live>
        </Card>
    }
}

#[component]
fn Kept(it: Inspected, saved: Vec<SavedRequestView>) -> impl IntoView {
    let t = &use_messages().inspector;
    let target = it.view.with_untracked(|view| view.target);
    let here: Vec<_> = saved.into_iter().filter(|saved| saved.target == target).collect();
    if here.is_empty() {
        return view! { <p class="muted">{t.none_saved}</p> }.into_any();
    }
    let lines = here.into_iter().map(|saved| {
        let id = saved.id.to_string();
        let href = request_href(it, &saved.method, &saved.request_name, ("request", &id));
        let name = match href {
            Some(href) => view! { <a class="link" href=href>{saved.name}</a> }.into_any(),
            None => saved.name.into_any(),
        };
        view! { <li>{name} " · " <code class="code">{saved.method} " " {saved.request_name}</code></li> }
    });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}
