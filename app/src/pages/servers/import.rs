//! Adding every server of a client's JSON at once.

use leptos::prelude::*;
use model::{Recognised, recognise};

use crate::{
    api::servers::ImportServers,
    components::*,
    i18n::use_messages,
    pages::permitted::{Permitted, may_keep},
};

const EXAMPLE: &str = r#"{
  "mcpServers": {
    "time": { "command": "uvx", "args": ["mcp-server-time"] },
    "docs": { "url": "https://example.com/mcp" }
  }
}"#;

/// The form that reads a client's JSON.
#[component]
pub fn ServerImportPage() -> impl IntoView {
    let t = use_messages();
    let import = ServerAction::<ImportServers>::new();
    let (pasted, set_pasted) = signal(String::new());
    view! {
        <Page
            title=t.servers.import
            parents=vec![Crumb::new("/servers", t.servers.title)]
            lead=move || t.servers.import_lead
        >
            <Permitted may=may_keep()>
                <div class="narrow">
                    <Card>
                        <Form action=import>
                            <div on:input=move |event| set_pasted.set(event_target_value(&event))>
                                <TextArea
                                    name="text"
                                    label=t.servers.import_label
                                    hint=t.servers.import_hint
                                    rows=12
                                    required=true
                                    placeholder=EXAMPLE
                                />
                            </div>
                            <Preview pasted/>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.servers.import}</SubmitButton>
                                <LinkButton href="/servers">{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
    .into_any()
}

/// What the text was understood as, while it is being typed. The same function reads it on the server.
#[component]
fn Preview(pasted: ReadSignal<String>) -> impl IntoView {
    let t = use_messages();
    let understood = move || match pasted.with(|text| recognise(text)) {
        _ if pasted.with(|text| text.trim().is_empty()) => String::new(),
        Ok(Recognised { servers, .. }) => {
            let names: Vec<_> = servers.iter().map(|server| server.input.name.as_str()).collect();
            (t.servers.import_found)(names.len(), &names.join(", "))
        }
        Err(problem) => t.paste_problem(&problem),
    };
    view! { <p class="field muted" aria-live="polite">{understood}</p> }
}
