//! Allowing a call, or refusing it.

use leptos::prelude::*;
use model::{ApprovalDetail, ApprovalState};

use crate::{
    api::approvals::{ApproveCall, RefuseCall},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn DecisionCard(
    detail: ApprovalDetail,
    approve: ServerAction<ApproveCall>,
    refuse: ServerAction<RefuseCall>,
) -> impl IntoView {
    let t = &use_messages().approvals;
    if detail.approval.state != ApprovalState::Waiting {
        return view! {
            <Card title=t.decide>
                <p class="muted">{t.is_over}</p>
            </Card>
        }
        .into_any();
    }
    let (id, digest) = (detail.approval.id, detail.digest);
    let seen = digest.clone();
    // Nobody allows what they cannot see.
    let approving = detail.arguments.is_some().then(|| {
        view! {
            <p class="field-lead">{t.approve_lead}</p>
            <Form action=approve quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="digest" value=seen/>
                <SubmitButton look=Look::Primary>{t.approve}</SubmitButton>
            </Form>
        }
    });
    view! {
        <Card title=t.decide>
            <div class="stack">
                {approving}
                <Form action=refuse check=|refuse: &RefuseCall| refuse.input.validate()>
                    <Hidden name="id" value=id.to_string()/>
                    <Hidden name="input[digest]" value=digest/>
                    <TextField name="reason" label=t.reason hint=t.reason_hint/>
                    <SubmitButton look=Look::Danger>{t.refuse}</SubmitButton>
                </Form>
            </div>
        </Card>
    }
    .into_any()
}
