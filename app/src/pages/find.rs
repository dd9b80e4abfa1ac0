//! Finding a tool by words, wherever it is: where `Ctrl-K` leads.

mod found;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::FoundTool;

pub(super) use found::path;

use self::found::FoundRow;
use crate::{
    api::finder::find_tools, browser, components::*, error::AppError, i18n::use_messages, pages::live::Live,
};

/// Where it is.
pub(crate) const PATH: &str = "/find";

/// The field for the words.
pub(crate) const FIELD: &str = "main .search input";

/// The search for tools.
#[component]
pub fn FindToolPage() -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let words =
        Memo::new(move |_| query.with(|query| query.get_str("q").unwrap_or_default().trim().to_owned()));
    let found = Resource::new(move || words.get(), load);
    // The page has to be there first.
    Effect::new(|_| request_animation_frame(|| browser::focus_first(FIELD)));
    view! {
        <Page title=t.finder.title lead=move || t.finder.lead>
            <Card flush=true>
                <Toolbar>
                    <SearchBox label=t.finder.label/>
                </Toolbar>
                <Live resource=found let:found>
                    {move || {
                        let (words, found) = found.get();
                        view! { <Results words found/> }
                    }}
                </Live>
            </Card>
        </Page>
    }
    .into_any()
}

/// The words come along, so that what is said of them is never about others.
async fn load(words: String) -> Result<(String, Vec<FoundTool>), AppError> {
    if words.is_empty() {
        return Ok((words, Vec::new()));
    }
    let found = find_tools(words.clone(), None).await?;
    Ok((words, found))
}

#[component]
fn Results(words: String, found: Vec<FoundTool>) -> impl IntoView {
    let t = use_messages();
    if found.is_empty() {
        let said = (!words.is_empty()).then(|| (t.finder.nothing)(&words));
        return said
            .map(|said| view! { <p class="nothing-found" role="status">{said}</p> })
            .into_any();
    }
    let columns = vec![
        Column::new(t.servers.tools),
        Column::new(t.namespaces.one).hide_small(),
        Column::blank(t.namespaces.switch),
    ];
    view! {
        <Table label=t.finder.results columns>
            {found.into_iter().map(|tool| view! { <FoundRow tool/> }).collect_view()}
        </Table>
    }
    .into_any()
}
