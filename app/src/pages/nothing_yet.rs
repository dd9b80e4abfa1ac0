//! What a page says before there is anything on it.

use leptos::prelude::*;

use super::permitted::may_keep;
use crate::{components::*, i18n::use_messages};

/// What is missing and what it is good for; for those who may, *Quick connect* and the other ways to begin.
#[component]
pub(crate) fn NothingYet(
    title: &'static str,
    text: &'static str,
    /// Buttons beside *Quick connect*.
    children: ChildrenFn,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <EmptyState title text>
                <Show when=may_keep>
                    <LinkButton href="/quick-connect" look=Look::Primary>
                        {t.common.layout.quick_connect}
                    </LinkButton>
                    {children()}
                </Show>
            </EmptyState>
        </Card>
    }
}
