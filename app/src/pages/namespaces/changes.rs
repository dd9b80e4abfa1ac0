//! What servers changed at the tools of a namespace, to be approved or refused.

mod tool;

use leptos::prelude::*;
use model::{ChangePolicy, NamespaceChanges, NamespaceId, NamespaceView, ServerChanges};

use self::tool::WaitingTool;
use crate::{
    api::changes::{ApproveChange, ApproveChanges, RefuseChange, get_namespace_changes},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, query::use_id},
};

/// The page of what changed in a namespace.
pub(crate) fn path(namespace: NamespaceId) -> String {
    format!("/namespaces/{namespace}/changes")
}

/// The writes of the page.
#[derive(Clone, Copy)]
struct Decisions {
    approve: ServerAction<ApproveChange>,
    approve_all: ServerAction<ApproveChanges>,
    refuse: ServerAction<RefuseChange>,
}

/// What waits in a namespace, server by server.
#[component]
pub fn NamespaceChangesPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let decisions = Decisions {
        approve: ServerAction::new(),
        approve_all: ServerAction::new(),
        refuse: ServerAction::new(),
    };
    let (namespaces, servers) = (use_changes(Noun::Namespaces), use_changes(Noun::Servers));
    let changes = Resource::new(
        move || {
            let decided = (
                decisions.approve.version().get(),
                decisions.approve_all.version().get(),
                decisions.refuse.version().get(),
            );
            (id.get(), decided, namespaces.get(), servers.get())
        },
        |(id, ..)| async move { get_namespace_changes(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <LivePage
            resource=changes
            title=t.changes.title
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:changes
        >
            {
                let identity = Memo::new(move |_| {
                    changes.with(|it| (it.namespace.id, it.namespace.name.clone(), it.policy, it.editable))
                });
                move || {
                    let (id, name, policy, editable) = identity.get();
                    view! { <Loaded id name policy editable changes decisions/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

#[component]
fn Loaded(
    id: NamespaceId,
    name: String,
    policy: ChangePolicy,
    editable: bool,
    changes: Signal<NamespaceChanges>,
    decisions: Decisions,
) -> impl IntoView {
    let t = use_messages();
    let parents = vec![
        Crumb::new("/namespaces", t.namespaces.title),
        Crumb::new(format!("/namespaces/{id}"), name),
    ];
    let is_empty = Memo::new(move |_| changes.with(|changes| changes.servers.is_empty()));
    view! {
        <Page title=t.changes.title parents lead=move || t.changes.lead(policy)>
            <ActionError action=decisions.approve/>
            <ActionError action=decisions.approve_all/>
            <ActionError action=decisions.refuse/>
            <div class="stack">
                <Show when=move || is_empty.get()>
                    <NothingWaits id policy editable/>
                </Show>
                <For
                    each=move || changes.get().servers
                    key=|server| format!("{server:?}")
                    let:server
                >
                    <OfServer id policy editable server decisions/>
                </For>
            </div>
        </Page>
    }
}

#[component]
fn NothingWaits(id: NamespaceId, policy: ChangePolicy, editable: bool) -> impl IntoView {
    let t = use_messages();
    let (title, text) = if policy.is_watchful() {
        (t.changes.none_title, t.changes.none_text)
    } else {
        (t.changes.not_watched_title, t.changes.not_watched_text)
    };
    view! {
        <Card flush=true>
            <EmptyState title text>
                {editable
                    .then(|| {
                        view! { <LinkButton href=format!("/namespaces/{id}/edit")>{t.common.edit}</LinkButton> }
                    })}
            </EmptyState>
        </Card>
    }
}

#[component]
fn OfServer(
    id: NamespaceId,
    policy: ChangePolicy,
    editable: bool,
    server: ServerChanges,
    decisions: Decisions,
) -> impl IntoView {
    let t = use_messages();
    let (server_id, seen, waiting) = (server.server.id, server.seen, server.waiting);
    // One is approved at its own place.
    let all = (editable && waiting > 1).then(|| {
        let label = match policy {
            ChangePolicy::Hold => (t.changes.approve_all)(waiting),
            ChangePolicy::Accept | ChangePolicy::Tell => (t.changes.seen_all)(waiting),
        };
        view! {
            <Form action=decisions.approve_all quiet=true>
                <Hidden name="namespace" value=id.to_string()/>
                <Hidden name="server" value=server_id.to_string()/>
                <Hidden name="seen" value=seen/>
                <SubmitButton small=true>{label}</SubmitButton>
            </Form>
        }
    });
    let name = server.server.name;
    let tools = server.tools.into_iter();
    let tools = tools
        .map(|tool| view! { <WaitingTool namespace=id policy editable tool decisions/> })
        .collect_view();
    let left_out = (server.left_out > 0)
        .then(|| view! { <p class="nothing-found">{(t.changes.left_out)(server.left_out)}</p> });
    view! {
        <Card title=name.clone() aside=move || all flush=true>
            <ol class="history" aria-label=name>
                {tools}
            </ol>
            {left_out}
        </Card>
    }
}

/// How many tools need somebody, as a link to them; nothing when none does.
#[component]
pub(crate) fn WaitingLink(namespace: NamespaceView) -> impl IntoView {
    let t = use_messages();
    (namespace.waiting > 0).then(|| {
        let count = t.changes.count(namespace.changes, namespace.waiting);
        view! { <a class="waiting" href=path(namespace.id)><Mark tone=Tone::Warn>{count}</Mark></a> }
    })
}
