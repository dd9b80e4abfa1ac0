//! Who is in a team.

use leptos::prelude::*;
use model::{TeamId, TeamMemberView, UserId};

use crate::{
    api::teams::{LeaveTeam, PutTeamMember, RemoveTeamMember},
    components::*,
    contexts::use_me,
    i18n::use_messages,
};

/// The members; for those who keep them, with what changes them.
#[component]
pub(super) fn MembersCard(id: TeamId, members: Vec<TeamMemberView>, editable: bool) -> impl IntoView {
    let t = use_messages();
    let me = use_me().id;
    let is_mine = members.iter().any(|member| member.id == me);
    let table = if members.is_empty() {
        view! { <p class="muted">{t.teams.no_members}</p> }.into_any()
    } else {
        let rows = members
            .into_iter()
            .map(|member| view! { <MemberRow id member me editable/> })
            .collect_view();
        view! { <Table label=t.teams.members columns=columns(editable)>{rows}</Table> }.into_any()
    };
    view! {
        <Card title=t.teams.members>
            <div class="stack">
                {table} {is_mine.then(|| view! { <LeaveForm id/> })}
            </div>
        </Card>
        {editable.then(|| view! { <AddCard id/> })}
    }
}

fn columns(editable: bool) -> Vec<Column> {
    let t = use_messages();
    let mut columns = vec![
        Column::new(t.common.name),
        Column::new(t.people.role),
        Column::new(t.teams.since).hide_small(),
    ];
    if editable {
        columns.push(Column::blank(t.common.actions));
    }
    columns
}

#[component]
fn MemberRow(id: TeamId, member: TeamMemberView, me: UserId, editable: bool) -> impl IntoView {
    let t = use_messages();
    let is_me = member.id == me;
    let by_provider = member.provider.as_deref().map(t.teams.by_provider);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <strong>{member.name.clone()}</strong>
                {is_me.then(|| view! { " " <Tag tone=Tone::Accent>{t.people.you}</Tag> })}
                <small>{member.email.clone()}</small>
            </td>
            <td role="cell" class="cell-side">
                {t.role(member.role)}
                {member.is_manager.then(|| view! { " " <Tag>{t.teams.manager}</Tag> })}
                {by_provider.map(|text| view! { " " <Tag>{text}</Tag> })}
            </td>
            <td role="cell" class="hide-small"><Time at=member.since/></td>
            {editable
                .then(|| {
                    view! {
                        <td role="cell" class="cell-actions">
                            <div class="actions">
                                <ManagerForm id member=member.clone()/>
                                {(!is_me).then(|| view! { <RemoveForm id member=member.clone()/> })}
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn ManagerForm(id: TeamId, member: TeamMemberView) -> impl IntoView {
    let t = use_messages();
    let put = ServerAction::<PutTeamMember>::new();
    let label = if member.is_manager {
        t.teams.make_member
    } else {
        t.teams.make_manager
    };
    view! {
        // Loads the page anew: it may be oneself.
        <Form action=put plain=true quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <Hidden name="input[email]" value=member.email/>
            <Hidden name="input[is_manager]" value=(!member.is_manager).to_string()/>
            <SubmitButton look=Look::Quiet small=true>
                {label} <span class="sr-only">" " {member.name}</span>
            </SubmitButton>
        </Form>
    }
}

#[component]
fn RemoveForm(id: TeamId, member: TeamMemberView) -> impl IntoView {
    let t = use_messages();
    let remove = ServerAction::<RemoveTeamMember>::new();
    view! {
        <Form action=remove plain=true quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <Hidden name="user" value=member.id.to_string()/>
            <SubmitButton look=Look::Quiet small=true>
                {t.teams.remove} <span class="sr-only">" " {member.name}</span>
            </SubmitButton>
        </Form>
    }
}

#[component]
fn LeaveForm(id: TeamId) -> impl IntoView {
    let t = use_messages();
    let leave = ServerAction::<LeaveTeam>::new();
    view! {
        <Form action=leave plain=true>
            <Hidden name="id" value=id.to_string()/>
            <SubmitButton>{t.teams.leave}</SubmitButton>
        </Form>
    }
}

#[component]
fn AddCard(id: TeamId) -> impl IntoView {
    let t = use_messages();
    let put = ServerAction::<PutTeamMember>::new();
    view! {
        <Card title=t.teams.add_member>
            <Form action=put plain=true check=|put: &PutTeamMember| put.input.validate()>
                <Hidden name="id" value=id.to_string()/>
                <TextField
                    name="email"
                    label=t.account.email
                    hint=t.teams.email_hint
                    kind=TextKind::Text
                    required=true
                />
                <div class="field">
                    <CheckField name="is_manager" label=t.teams.manager hint=t.teams.manager_hint/>
                </div>
                <div class="actions">
                    <SubmitButton look=Look::Primary>{t.teams.add_member}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}
