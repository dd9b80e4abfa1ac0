//! Data that stays fresh under a page without disturbing the person on it.
//!
//! The view of loaded data is built once and gets a signal. A view that is built anew at every refetch loses focus,
//! open menus and half-typed text, because a nested reactive part is replaced, not patched, when its parent is rebuilt.

use leptos::prelude::*;

use crate::{
    components::{Crumb, ErrorCard, Page, Skeleton},
    contexts::set_status,
    error::AppError,
};

#[derive(Clone, PartialEq)]
enum Phase {
    Loading,
    Failed(AppError),
    Loaded,
}

/// Skeleton, error or the view of what was loaded.
#[component]
pub(crate) fn Live<T, F, V>(resource: Resource<Result<T, AppError>>, children: F) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Signal<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    phases(
        resource,
        || view! { <Skeleton rows=4/> }.into_any(),
        |error| view! { <ErrorCard error/> }.into_any(),
        move |value| children(value).into_any(),
    )
}

/// As [`Live`], for a whole page: `title` stands over the skeleton and over errors, and errors lead to `home`.
#[component]
pub(crate) fn LivePage<T, F, V>(
    resource: Resource<Result<T, AppError>>,
    #[prop(into)] title: String,
    #[prop(optional)] home: Option<Crumb>,
    children: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Signal<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let failed = title.clone();
    let parents: Vec<_> = home.iter().cloned().collect();
    phases(
        resource,
        move || view! { <Page title=title.clone()><Skeleton rows=6/></Page> }.into_any(),
        move |error| {
            let home = home.clone();
            view! {
                <Page title=failed.clone() parents=parents.clone()>
                    <ErrorCard error home/>
                </Page>
            }
            .into_any()
        },
        move |value| children(value).into_any(),
    )
}

fn phases<T>(
    resource: Resource<Result<T, AppError>>,
    loading: impl Fn() -> AnyView + Send + Sync + 'static,
    failed: impl Fn(AppError) -> AnyView + Send + Sync + 'static,
    loaded: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    view! {
        <Transition fallback=loading>
            {
                // Created inside of the boundary: reading a resource tells the boundary to wait for it.
                let phase = remembered(move || match resource.get() {
                    None => Phase::Loading,
                    Some(Err(error)) => Phase::Failed(error),
                    Some(Ok(_)) => Phase::Loaded,
                });
                // The last good value stays while a refetch fails, so views still on screen have one.
                let value = Memo::new(move |last: Option<&Option<T>>| match resource.get() {
                    Some(Ok(value)) => Some(value),
                    _ => last.cloned().flatten(),
                });
                move || match phase.get() {
                    Phase::Loading => ().into_any(),
                    Phase::Failed(error) => {
                        if error == AppError::NotFound {
                            set_status(404);
                        }
                        failed(error)
                    }
                    Phase::Loaded => {
                        loaded(Signal::derive(move || value.get().expect("this phase follows a value")))
                    }
                }
            }
        </Transition>
    }
}

/// A memo in the browser, where one that does not change keeps views in place. Rendering on the server reads
/// directly: a resource that ends on another thread while a memo computes would leave it unfinished for ever.
fn remembered<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    if Owner::current_shared_context().is_some_and(|context| context.is_browser()) {
        Memo::new(move |_| compute()).into()
    } else {
        Signal::derive(compute)
    }
}
