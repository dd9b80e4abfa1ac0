//! One change of a tool: what happened, what it means, what exactly is different.

use leptos::prelude::*;
use model::{ToolChangeKind, ToolChangeView};

use crate::{
    components::*,
    i18n::use_messages,
    pages::tool_diff::{Differences, Level, Revealed},
};

#[component]
pub(super) fn ToolChange(change: ToolChangeView) -> impl IntoView {
    let t = use_messages();
    let kind = match change.kind {
        ToolChangeKind::Added if change.came_back => t.history.came_back,
        ToolChangeKind::Added => t.history.added,
        ToolChangeKind::Changed => t.history.changed,
        ToolChangeKind::Removed => t.history.removed,
    };
    let is_compared = change.kind == ToolChangeKind::Changed || change.came_back;
    view! {
        <li>
            <div class="history-head">
                <h2><code class="code"><Revealed text=change.tool/></code></h2>
                <Level level=change.diff.level/>
                <Tag>{kind}</Tag>
                <span class="history-time"><Time at=change.at/></span>
            </div>
            <Differences diff=change.diff is_compared/>
        </li>
    }
}
