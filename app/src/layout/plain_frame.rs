//! The frame of pages for strangers: sign-in, first run, errors.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{notices::Notices, preferences::Preferences};
use crate::components::{Icon, IconName};

/// One column in the middle, with the product's name above and the preferences below.
#[component]
pub fn PlainFrame(
    /// Its heading, and its title in the browser.
    #[prop(into)]
    title: String,
    /// One line below the heading.
    #[prop(optional, into)]
    lead: String,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let lead = (!lead.is_empty()).then(|| view! { <p class="page-lead">{lead}</p> });
    view! {
        <Title text=format!("{title} · MetaMCP")/>
        <div class="plain">
            <header>
                <a class="brand" href="/"><Icon name=IconName::Brand/> "MetaMCP"</a>
            </header>
            <main class="plain-page stack" id="content">
                <h1>{title}</h1>
                {lead}
                {children()}
            </main>
            <footer>
                <Preferences/>
            </footer>
        </div>
        <Notices/>
    }
    .into_any()
}
