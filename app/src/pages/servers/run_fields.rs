//! The fields that say how a server is run.

use leptos::prelude::*;
use model::{RunInput, RunSettings, Sharing};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn RunFields(
    run: RunInput,
    /// What holds where a field is empty.
    defaults: RunSettings,
) -> impl IntoView {
    let t = &use_messages().run;
    let is_set = run != RunInput::default();
    view! {
        <div class="when-connected">
            <FoldedFields name="run" title=t.title lead=t.lead is_set>
                <ConnectionFields run=run.clone() defaults=defaults.clone()/>
                <TimeFields run=run.clone() defaults/>
                <ProcessFields run/>
            </FoldedFields>
        </div>
    }
}

#[component]
fn ConnectionFields(run: RunInput, defaults: RunSettings) -> impl IntoView {
    let t = &use_messages().run;
    let defaults = defaults.connections;
    view! {
        <FieldSet title=t.connections>
            <ChoiceField name="run.sharing" label=t.sharing options=sharings() value=run.sharing/>
            <div class="field-columns">
                <NumberField
                    name="run.spares"
                    label=t.spares
                    value=run.spares
                    hint=t.spares_hint
                    default=defaults.spares
                    without=t.no_limit
                />
                <NumberField
                    name="run.max_connections"
                    label=t.max
                    value=run.max_connections
                    hint=t.max_hint
                    default=defaults.max
                    without=t.no_limit
                />
            </div>
        </FieldSet>
    }
}

fn sharings() -> Vec<Choice> {
    let t = &use_messages().run;
    let named = Sharing::ALL.map(|sharing| {
        let hint = match sharing {
            Sharing::Shared => t.shared_hint,
            Sharing::User => t.user_hint,
            Sharing::Session => t.session_hint,
        };
        Choice::new(sharing.as_str(), t.sharing_name(sharing)).hint(hint)
    });
    let automatic = Choice::new("", t.automatic).hint(t.automatic_hint);
    std::iter::once(automatic).chain(named).collect()
}

#[component]
fn TimeFields(run: RunInput, defaults: RunSettings) -> impl IntoView {
    let t = &use_messages().run;
    let times = defaults.timeouts;
    view! {
        <FieldSet title=t.times>
            <div class="field-columns">
                <NumberField
                    name="run.connect_seconds"
                    label=t.connect
                    value=run.connect_seconds
                    hint=t.connect_hint
                    default=times.connect
                    without=t.no_limit
                />
                <NumberField
                    name="run.answer_seconds"
                    label=t.answer
                    value=run.answer_seconds
                    hint=t.answer_hint
                    default=times.answer
                    without=t.no_limit
                />
                <NumberField
                    name="run.total_seconds"
                    label=t.total
                    value=run.total_seconds
                    hint=t.total_hint
                    default=times.total
                    without=t.no_limit
                />
                <NumberField
                    name="run.refresh_minutes"
                    label=t.refresh
                    value=run.refresh_minutes
                    hint=t.refresh_hint
                    default=defaults.refresh_minutes
                    without=t.no_limit
                />
            </div>
            <TextArea
                name="run.tool_times"
                label=t.tools
                value=run.tool_times
                hint=t.tools_hint
                rows=2
                placeholder="search: 30s, total 10m"
            />
        </FieldSet>
    }
}

#[component]
fn ProcessFields(run: RunInput) -> impl IntoView {
    let t = &use_messages().run;
    view! {
        <div class="when-stdio">
            <FieldSet title=t.processes>
                <div class="field-columns">
                    <NumberField
                        name="run.memory_mib"
                        label=t.memory
                        value=run.memory_mib
                        hint=t.memory_hint
                        default=None
                        without=t.no_limit
                    />
                    <NumberField
                        name="run.cpu_seconds"
                        label=t.cpu
                        value=run.cpu_seconds
                        hint=t.cpu_hint
                        default=None
                        without=t.no_limit
                    />
                    <NumberField
                        name="run.open_files"
                        label=t.files
                        value=run.open_files
                        hint=t.files_hint
                        default=None
                        without=t.no_limit
                    />
                </div>
                <div class="field">
                    <CheckField
                        name="run.sandbox"
                        label=t.sandbox
                        checked=run.sandbox
                        hint=t.sandbox_hint
                    />
                </div>
                <div class="when-sandbox">
                    <TextArea
                        name="run.writable"
                        label=t.writable
                        value=run.writable
                        hint=t.writable_hint
                        rows=2
                        placeholder="/srv/data"
                    />
                </div>
            </FieldSet>
        </div>
    }
}
