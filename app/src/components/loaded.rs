//! The states of everything that is read: loading, failed, there.

use leptos::prelude::*;

use super::{Crumb, ErrorCard, Page, Skeleton};
use crate::error::AppError;

/// Shows a resource. While it is read for the first time there are grey lines; later readings replace what is shown
/// when they arrive.
#[component]
pub fn Loaded<T, F, V>(
    /// What is read.
    resource: Resource<Result<T, AppError>>,
    /// Grey lines while it loads.
    #[prop(default = 4)]
    rows: usize,
    /// Shows it.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=move || {
            view! { <Skeleton rows/> }
        }>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => children(value).into_any(),
                        Err(error) => view! { <ErrorCard error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// As [`Loaded`], for a page whose title comes with what is read: the children are the whole [`Page`].
#[component]
pub fn LoadedPage<T, F, V>(
    /// What is read.
    resource: Resource<Result<T, AppError>>,
    /// The title while it is not there.
    #[prop(into)]
    title: String,
    /// The way back while it is not there.
    #[prop(optional, into)]
    parents: Vec<Crumb>,
    /// Shows it.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let loading = (title.clone(), parents.clone());
    view! {
        <Transition fallback=move || {
            let (title, parents) = loading.clone();
            view! {
                <Page title parents>
                    <Skeleton/>
                </Page>
            }
        }>
            {move || {
                let (title, parents, children) = (title.clone(), parents.clone(), children.clone());
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => children(value).into_any(),
                        Err(error) => view! {
                            <Page title parents>
                                <ErrorCard error/>
                            </Page>
                        }
                        .into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
