//! The frame of a page inside the layout: bar with breadcrumb, heading, content.

use leptos::{children::ViewFnOnce, prelude::*};
use leptos_meta::Title;

use crate::layout::{Notices, TopBar};

/// A step of the way to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub(crate) href: String,
    pub(crate) label: String,
}

impl Crumb {
    /// A page above.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
        }
    }
}

/// A page. Every page of the layout is one.
#[component]
pub fn Page(
    /// Its heading, and its title in the browser.
    #[prop(into)]
    title: String,
    /// The pages above it.
    #[prop(optional, into)]
    parents: Vec<Crumb>,
    /// One line below the heading.
    #[prop(optional, into)]
    lead: ViewFnOnce,
    /// Buttons at the right of the heading.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// Its content.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · MetaMCP")/>
        <TopBar title=title.clone() parents/>
        <main class="page" id="content" tabindex="-1">
            <div class="page-head">
                <div class="page-heading">
                    <h1>{title}</h1>
                    <div class="page-lead">{lead.run()}</div>
                </div>
                <div class="actions">{actions.run()}</div>
            </div>
            {children()}
        </main>
        <Notices/>
    }
    .into_any()
}
