//! Buttons: links that look like one, the button of a form, and buttons that need JavaScript.

use leptos::prelude::*;

use super::form::use_form;

/// How loud a button is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// One of several acts.
    #[default]
    Normal,
    /// What the page is for; at most one a page.
    Primary,
    /// An act beside the content.
    Quiet,
    /// It destroys something.
    Danger,
}

impl Look {
    fn class(self, small: bool) -> &'static str {
        match (self, small) {
            (Self::Normal, false) => "btn",
            (Self::Normal, true) => "btn btn-small",
            (Self::Primary, false) => "btn btn-primary",
            (Self::Primary, true) => "btn btn-primary btn-small",
            (Self::Quiet, false) => "btn btn-quiet",
            (Self::Quiet, true) => "btn btn-quiet btn-small",
            (Self::Danger, false) => "btn btn-danger",
            (Self::Danger, true) => "btn btn-danger btn-small",
        }
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How loud it is.
    #[prop(optional)]
    look: Look,
    /// For rows and bars.
    #[prop(optional)]
    small: bool,
    /// It leads to no page of the dashboard, so the browser loads it.
    #[prop(optional)]
    external: bool,
    /// Its text.
    children: Children,
) -> impl IntoView {
    let rel = external.then_some("external");
    view! { <a class=look.class(small) href=href rel=rel>{children()}</a> }
}

/// The button that sends the form around it. While the form is on its way it says so and sends nothing again.
#[component]
pub fn SubmitButton(
    /// How loud it is.
    #[prop(optional)]
    look: Look,
    /// For rows and bars.
    #[prop(optional)]
    small: bool,
    /// Its text.
    children: Children,
) -> impl IntoView {
    let pending = use_form().pending;
    view! {
        <button
            class=look.class(small)
            type="submit"
            aria-busy=move || pending.get().then_some("true")
            // Not `disabled`: the focus would be lost.
            aria-disabled=move || pending.get().then_some("true")
            on:click=move |event| {
                if pending.get_untracked() {
                    event.prevent_default();
                }
            }
        >
            {children()}
        </button>
    }
}

/// A button that acts in the browser; without JavaScript it is not shown.
#[component]
pub fn PressButton(
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// How loud it is.
    #[prop(optional)]
    look: Look,
    /// For rows and bars.
    #[prop(optional)]
    small: bool,
    /// Its text.
    children: Children,
) -> impl IntoView {
    let class = format!("{} needs-js", look.class(small));
    view! {
        <button class=class type="button" on:click=move |_| on_press.run(())>
            {children()}
        </button>
    }
}
