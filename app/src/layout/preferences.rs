//! Language and theme. Plain forms: a new language or theme is a new page.

use leptos::prelude::*;

use crate::{
    api::preferences::{SetLanguage, SetTheme},
    browser,
    components::{Form, Look, SubmitButton},
    i18n::use_messages,
    visit::{Language, Theme, Visit},
};

/// The two menus. A choice is sent at once; without JavaScript, by the button beside it.
#[component]
pub(crate) fn Preferences() -> impl IntoView {
    let layout = &use_messages().common.layout;
    let visit = expect_context::<Visit>();
    let (set_language, set_theme) = (
        ServerAction::<SetLanguage>::new(),
        ServerAction::<SetTheme>::new(),
    );
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            view! { <option value=tag lang=tag selected=language == visit.language>{language.own_name()}</option> }
        })
        .collect_view();
    let themes = Theme::ALL
        .into_iter()
        .map(|theme| {
            let label = match theme {
                Theme::System => layout.theme_system,
                Theme::Light => layout.theme_light,
                Theme::Dark => layout.theme_dark,
            };
            view! { <option value=theme.as_str() selected=theme == visit.theme>{label}</option> }
        })
        .collect_view();
    view! {
        <div class="preferences">
            <Form action=set_language plain=true>
                <Menu name="language" label=layout.language>{languages}</Menu>
            </Form>
            <Form action=set_theme plain=true>
                <Menu name="theme" label=layout.theme>{themes}</Menu>
            </Form>
        </div>
    }
}

#[component]
fn Menu(name: &'static str, label: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="preference">
            <label>
                <span class="preference-label">{label}</span>
                <select
                    class="input input-small"
                    name=name
                    on:change=|event| browser::submit_closest_form(&event)
                >
                    {children()}
                </select>
            </label>
            <div class="without-js">
                <SubmitButton look=Look::Quiet small=true>{use_messages().common.layout.apply}</SubmitButton>
            </div>
        </div>
    }
}
