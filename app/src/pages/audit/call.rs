//! One call, with everything that is written down of it.

use leptos::prelude::*;
use model::{
    AuditCallDetail, AuditCallId, AuditCallView, CallFilter, CallKind, CallPart, CallRange, CallerKind,
    Timestamp, UserId,
};

use super::{
    PATH, Shown, last_hour_of,
    list::{Caller, Outcome, Write},
    stages::StagesCard,
};
use crate::{
    api::audit::audit_call,
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id},
    },
};

const HOUR: i64 = 60 * 60 * 1000;
const MINUTE: i64 = 60 * 1000;

/// The page of a call.
pub(super) fn path(id: AuditCallId) -> String {
    format!("{PATH}/{id}")
}

/// One call.
#[component]
pub fn CallPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<AuditCallId>();
    let call = Resource::new(
        move || id.get(),
        |id| async move { audit_call(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <LivePage resource=call title=t.audit.one_call home=Crumb::new(PATH, t.audit.title) let:call>
            {move || view! { <Detail detail=call.get()/> }}
        </LivePage>
    }
    .into_any()
}

#[component]
fn Detail(detail: AuditCallDetail) -> impl IntoView {
    let t = use_messages();
    let call = detail.call.clone();
    let at = call.at;
    view! {
        <Page
            title=call.tool.clone()
            parents=vec![Crumb::new(PATH, t.audit.title)]
            lead=move || view! { <Time at/> }
        >
            <div class="grid-two">
                <div class="stack">
                    {call.error.clone().map(|error| view! { <p class="note note-bad">{error}</p> })}
                    <StagesCard stages=detail.stages elapsed_us=call.elapsed_us/>
                    <PartCard
                        title=t.overview.arguments
                        part=detail.arguments.clone()
                        may_read=detail.may_read_parts
                    />
                    <PartCard title=t.overview.result part=detail.result.clone() may_read=detail.may_read_parts/>
                </div>
                <div class="stack">
                    <FactsCard detail=detail.clone()/>
                    <FurtherCard call/>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn FactsCard(detail: AuditCallDetail) -> impl IntoView {
    let t = use_messages();
    let call = detail.call;
    let endpoint = link(
        detail.has_endpoint,
        format!("/endpoints/{}", call.endpoint.id),
        call.endpoint.name.clone(),
    );
    let server = call.server.clone().map(|server| {
        let server = link(detail.has_server, format!("/servers/{}", server.id), server.name);
        view! { <Fact term=t.audit.server>{server}</Fact> }
    });
    let credential = call
        .credential
        .clone()
        .map(|it| view! { <Fact term=t.audit.key>{it.name}</Fact> });
    let session = call
        .session
        .clone()
        .map(|it| view! { <Fact term=t.audit.session><Code text=it/></Fact> });
    let address = call
        .address
        .clone()
        .map(|it| view! { <Fact term=t.audit.address><Code text=it/></Fact> });
    let id = call.id.to_string();
    let (client, original) = (call.client.clone(), call.original_tool.clone());
    let (outcome, kind, is_write) = (call.outcome, t.audit.kind(call.kind), call.is_write);
    view! {
        <Card title=t.common.details>
            <Facts>
                <Fact term=t.overview.outcome><Outcome outcome/></Fact>
                <Fact term=t.audit.kind>{kind} " " <Write is_write/></Fact>
                <Fact term=t.audit.caller><Caller call/></Fact>
                {credential}
                <Fact term=t.overview.client>{client}</Fact>
                {session}
                {address}
                <Fact term=t.endpoints.one>{endpoint}</Fact>
                {server}
                <Fact term=t.audit.original><Code text=original/></Fact>
                <Fact term=t.audit.request_size>{(t.audit.bytes)(detail.request_bytes)}</Fact>
                <Fact term=t.audit.answer_size>{(t.audit.bytes)(detail.answer_bytes)}</Fact>
                <Fact term=t.audit.place>{format!("{} #{}", detail.strand, detail.seq)}</Fact>
                <Fact term="SHA-256"><Code text=detail.hash/></Fact>
                <Fact term="ID"><Code text=id/></Fact>
            </Facts>
        </Card>
    }
}

fn link(is_there: bool, target: String, name: String) -> AnyView {
    if is_there {
        view! { <a href=target>{name}</a> }.into_any()
    } else {
        name.into_any()
    }
}

/// What is told of a part, or why nothing is.
#[component]
fn PartCard(title: &'static str, part: Option<CallPart>, may_read: bool) -> impl IntoView {
    let t = use_messages();
    let body = match part {
        Some(part) => view! {
            <p class="muted">{(t.audit.bytes)(part.bytes)}</p>
            {part.sha256.map(|digest| view! { <p class="muted">"SHA-256 " <Code text=digest/></p> })}
            {part.text.map(|text| view! { <CodeBlock text label=title/> })}
        }
        .into_any(),
        None if may_read => view! { <p class="muted">{t.audit.not_told}</p> }.into_any(),
        None => view! { <p class="muted">{t.audit.not_yours}</p> }.into_any(),
    };
    view! { <Card title><div class="stack">{body}</div></Card> }
}

/// What somebody looks for next who has found this call.
#[component]
fn FurtherCard(call: AuditCallView) -> impl IntoView {
    let t = use_messages();
    let list = |filter: CallFilter| {
        Shown {
            filter,
            ..Shown::default()
        }
        .href()
    };
    let mut links = Vec::new();
    if let (CallerKind::Person, Some(id)) = (call.caller.kind, call.caller.id) {
        let person = UserId::from_uuid(id);
        links.push((t.audit.of_person_hour, last_hour_of(person)));
        let before = CallFilter {
            range: CallRange::Own,
            from: minute(call.at.as_millis() - HOUR),
            until: minute(call.at.as_millis() + MINUTE),
            person: Some(person),
            ..CallFilter::default()
        };
        links.push((t.audit.of_person_before, list(before)));
    }
    if let Some(session) = call.session.clone() {
        let of_session = CallFilter {
            range: CallRange::All,
            endpoint: Some(call.endpoint.id),
            session,
            ..CallFilter::default()
        };
        links.push((t.audit.of_session, list(of_session)));
    }
    let of_tool = CallFilter {
        tool: call.tool.clone(),
        ..CallFilter::default()
    };
    links.push((t.audit.of_tool, list(of_tool)));
    if call.kind == CallKind::Tool {
        let pairs = [
            ("endpoint", &*call.endpoint.id.to_string()),
            ("tool", &*call.tool),
            ("call", &*call.id.to_string()),
        ];
        links.push((t.audit.in_inspector, href("/inspector", &pairs)));
    }
    view! {
        <Card title=t.audit.related>
            <ul class="plain-list">
                {links
                    .into_iter()
                    .map(|(name, target)| view! { <li><a href=target>{name}</a></li> })
                    .collect_view()}
            </ul>
        </Card>
    }
}

/// As the fields of a form have it.
fn minute(millis: i64) -> String {
    let iso = Timestamp::from_millis(millis).to_iso();
    iso.chars().take("2026-11-21T10:30".len()).collect()
}
