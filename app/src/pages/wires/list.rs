//! One's own recordings.

use leptos::prelude::*;
use model::RecordingView;

use super::{PATH, path};
use crate::{
    api::{
        endpoints::list_endpoints,
        wires::{BeginRecording, list_recordings},
    },
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::live::LivePage,
};

/// Endpoints to watch, by id and name, and what was watched.
type Loaded = (Vec<(String, String)>, Vec<RecordingView>);

/// What somebody has recorded, and what they can.
#[component]
pub fn RecordingsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Wires);
    let loaded = Resource::new(move || changes.get(), |_| load());
    view! {
        <LivePage resource=loaded title=t.wires.title let:loaded>
            <Page title=t.wires.title lead=move || t.wires.lead>
                <div class="stack">
                    <BeginCard loaded/>
                    <ListCard loaded/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<Loaded, AppError> {
    let endpoints = list_endpoints().await?.into_iter();
    let endpoints = endpoints
        .filter(|endpoint| endpoint.editable)
        .map(|endpoint| (endpoint.id.to_string(), endpoint.name));
    Ok((endpoints.collect(), list_recordings().await?))
}

#[component]
fn BeginCard(loaded: Signal<Loaded>) -> impl IntoView {
    let t = &use_messages().wires;
    let begin = ServerAction::<BeginRecording>::new();
    let endpoints = Memo::new(move |_| loaded.with(|(endpoints, _)| endpoints.clone()));
    view! {
        <Card title=t.begin>
            {move || {
                let options: Vec<_> = endpoints
                    .get()
                    .into_iter()
                    .map(|(id, name)| Choice::new(id, name))
                    .collect();
                if options.is_empty() {
                    return view! { <p class="muted">{t.no_endpoints}</p> }.into_any();
                }
                view! {
                    <p class="field-lead">{t.begin_lead}</p>
                    <Form action=begin quiet=true>
                        <Hidden name="input[session]" value=""/>
                        <SelectField name="endpoint" label=t.endpoint options/>
                        <SubmitButton look=Look::Primary>{t.begin}</SubmitButton>
                    </Form>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn ListCard(loaded: Signal<Loaded>) -> impl IntoView {
    let t = &use_messages().wires;
    let recordings = Memo::new(move |_| loaded.with(|(_, recordings)| recordings.clone()));
    let columns = || {
        vec![
            Column::new(t.endpoint),
            Column::new(t.state),
            Column::new(t.began),
            Column::new(t.entries).number(),
        ]
    };
    view! {
        <Card title=t.recordings flush=true>
            <Show
                when=move || recordings.with(|all| !all.is_empty())
                fallback=move || view! { <EmptyState title=t.none_title text=t.none_text/> }
            >
                <Table label=t.recordings columns=columns()>
                    <For
                        each=move || recordings.get()
                        key=|it| (it.id, it.entries, it.is_running)
                        let:it
                    >
                        <tr role="row">
                            <td role="cell" class="cell-title">
                                <a href=path(it.id)>{it.endpoint.name.clone()}</a>
                                <small class="code">{it.session.clone().unwrap_or_default()}</small>
                            </td>
                            <td role="cell" class="cell-state"><State recording=it.clone()/></td>
                            <td role="cell"><Time at=it.began_at/></td>
                            <td role="cell" class="number">{it.entries}</td>
                        </tr>
                    </For>
                </Table>
            </Show>
        </Card>
    }
}

/// Whether it records.
#[component]
pub(super) fn State(recording: RecordingView) -> impl IntoView {
    let t = &use_messages().wires;
    if recording.is_running {
        view! { <Mark tone=Tone::Ok>{t.running}</Mark> }
    } else {
        view! { <Mark tone=Tone::Neutral>{t.over}</Mark> }
    }
}

/// The way back to all recordings.
pub(super) fn home(title: &'static str) -> Crumb {
    Crumb::new(PATH, title)
}
