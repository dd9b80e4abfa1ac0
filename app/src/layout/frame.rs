//! The frame of all pages for signed-in people.

use leptos::{context::Provider, prelude::*};
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
    location::Url,
};

use super::{navigation::Navigation, shortcuts};
use crate::{
    contexts::{provide_live, provide_pasted},
    i18n::use_messages,
    visit::Visit,
};

/// Navigation at the side, the page beside it. Strangers are sent to the sign-in page and back afterwards.
#[component]
pub fn Layout() -> impl IntoView {
    let Some(me) = expect_context::<Visit>().me else {
        return view! { <Redirect path=sign_in_path()/> }.into_any();
    };
    provide_live();
    provide_pasted();
    shortcuts::listen();
    view! {
        <a class="skip-link" href="#content">{use_messages().common.layout.skip_to_content}</a>
        <Provider value=me>
            <div class="frame">
                <Navigation/>
                <div class="frame-page">
                    <Outlet/>
                </div>
            </div>
        </Provider>
    }
    .into_any()
}

/// The sign-in page that leads back here.
fn sign_in_path() -> String {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    let here = if search.is_empty() {
        path
    } else {
        format!("{path}?{search}")
    };
    if here == "/" {
        "/login".to_owned()
    } else {
        format!("/login?next={}", Url::escape(&here))
    }
}
