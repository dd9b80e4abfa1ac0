//! One call: who asks for what, with exactly which arguments.

use leptos::prelude::*;
use model::{ApprovalDetail, ApprovalId, ApprovalView, ToolView};

use super::{StateOf, arguments::ArgumentsCard, decision::DecisionCard};
use crate::{
    api::approvals::{ApproveCall, RefuseCall, get_approval},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::use_id,
        servers::{ToolBody, ToolTags},
    },
};

/// The page of a call.
pub(super) fn path(id: ApprovalId) -> String {
    format!("{}/{id}", super::PATH)
}

/// A call that waits, or waited, with what is decided about.
#[component]
pub fn ApprovalPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<ApprovalId>();
    let changes = use_changes(Noun::Approvals);
    let approve = ServerAction::<ApproveCall>::new();
    let refuse = ServerAction::<RefuseCall>::new();
    let detail = Resource::new(
        move || (id.get(), changes.get()),
        |(id, _)| async move { get_approval(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <LivePage
            resource=detail
            title=t.approvals.one
            home=Crumb::new(super::PATH, t.approvals.title)
            let:detail
        >
            // Anew when it is over, and not before: a reason may be half typed.
            <For each=move || Some(detail.get()) key=|it| (it.approval.id, it.approval.state) let:it>
                <Detail detail=it approve refuse/>
            </For>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Detail(
    detail: ApprovalDetail,
    approve: ServerAction<ApproveCall>,
    refuse: ServerAction<RefuseCall>,
) -> impl IntoView {
    let t = use_messages();
    let approval = detail.approval.clone();
    let lead = (t.approvals.detail_lead)(&approval.original_tool, &approval.server);
    view! {
        <Page
            title=approval.tool.clone()
            parents=vec![Crumb::new(super::PATH, t.approvals.title)]
            lead=move || lead.clone()
        >
            <ActionError action=approve/>
            <div class="grid-two">
                <div class="stack">
                    <ArgumentsCard detail=detail.clone()/>
                    <ToolCard tool=detail.tool.clone()/>
                </div>
                <div class="stack">
                    <DecisionCard detail approve refuse/>
                    <FactsCard approval/>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn FactsCard(approval: ApprovalView) -> impl IntoView {
    let t = use_messages();
    let decided = approval.decided_at.map(|at| {
        let by = approval
            .decided_by
            .unwrap_or_else(|| t.approvals.nobody.to_owned());
        view! { <Fact term=t.approvals.decided_by>{by} " · " <Time at/></Fact> }
    });
    let reason = (!approval.reason.is_empty())
        .then(|| view! { <Fact term=t.approvals.reason><span class="prose">{approval.reason}</span></Fact> });
    view! {
        <Card title=t.common.details>
            <Facts>
                <Fact term=t.common.state><StateOf state=approval.state/></Fact>
                {decided}
                {reason}
                <Fact term=t.approvals.asker>{t.approvals.asker(&approval.asker)}</Fact>
                <Fact term=t.approvals.client>{approval.client}</Fact>
                <Fact term=t.endpoints.one>{approval.endpoint}</Fact>
                <Fact term=t.namespaces.one>
                    <a href=format!("/namespaces/{}", approval.namespace.id)>{approval.namespace.name}</a>
                </Fact>
                <Fact term=t.approvals.asked_at><Time at=approval.created_at/></Fact>
                <Fact term=t.approvals.expires_at><Time at=approval.expires_at due=true/></Fact>
                <Fact term="ID"><Code text=approval.id.to_string()/></Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn ToolCard(tool: Option<ToolView>) -> impl IntoView {
    let t = use_messages();
    let body = match tool {
        Some(tool) => view! {
            <p class="chain-lead"><ToolTags hints=tool.hints gone=tool.gone/></p>
            <ToolBody tool/>
        }
        .into_any(),
        None => view! { <p class="nothing-found">{t.approvals.tool_gone}</p> }.into_any(),
    };
    view! { <Card title=t.approvals.tool flush=true>{body}</Card> }
}
