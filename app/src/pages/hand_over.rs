//! Giving a thing to another owner: first to whom, then what that does, then it is done. The choice stands in the URL, so
//! that it works without JavaScript.

mod choose;
mod consequences;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::{Consequences, HandOverInput, HandOverView};
use serde::{Deserialize, Serialize};

use self::{choose::ChooseCard, consequences::ConsequencesNote};
use crate::{
    api::ownership::{get_consequences, get_ownership},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::live::LivePage,
};

/// A thing, as the path of this page names it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Named {
    kind: String,
    id: String,
}

impl Named {
    fn page(&self) -> String {
        format!("/{}/{}", self.kind, self.id)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Data {
    named: Named,
    view: HandOverView,
    /// Of the choice in the URL, when there is one.
    choice: Option<(String, Result<Consequences, AppError>)>,
}

/// `/hand-over/servers/{id}`, and likewise for namespaces and endpoints.
#[component]
pub fn HandOverPage() -> impl IntoView {
    let t = use_messages();
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let word = |name: &str| params.with(|params| params.get(name).unwrap_or_default());
        let named = Named {
            kind: word("kind"),
            id: word("id"),
        };
        (named, query.with(|query| query.get("to").unwrap_or_default()))
    });
    let data = Resource::new(move || wanted.get(), |(named, to)| load(named, to));
    view! {
        <LivePage resource=data title=t.teams.hand_over let:data>
            {move || view! { <Loaded data=data.get()/> }}
        </LivePage>
    }
    .into_any()
}

async fn load(named: Named, to: String) -> Result<Data, AppError> {
    let view = get_ownership(named.kind.clone(), named.id.clone()).await?;
    let choice = if to.is_empty() {
        None
    } else {
        let input = HandOverInput {
            to: to.clone(),
            along: false,
        };
        let found = get_consequences(named.kind.clone(), named.id.clone(), input).await;
        Some((to, found))
    };
    Ok(Data { named, view, choice })
}

#[component]
fn Loaded(data: Data) -> impl IntoView {
    let t = use_messages();
    let Data { named, view, choice } = data;
    let page = named.page();
    let name = view.thing.name.clone();
    let chosen = choice.as_ref().map(|(to, _)| to.clone()).unwrap_or_default();
    let note = choice.map(|(to, found)| match found {
        Ok(found) => view! { <ConsequencesNote named=named.clone() to found/> }.into_any(),
        Err(error) => view! { <ErrorCard error/> }.into_any(),
    });
    view! {
        <Page
            title=(t.teams.hand_over_title)(&name)
            parents=vec![Crumb::new(page.clone(), name)]
            lead=move || t.teams.hand_over_lead
        >
            <div class="narrow stack">
                {note}
                <ChooseCard view page chosen/>
            </div>
        </Page>
    }
}
