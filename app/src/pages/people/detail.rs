//! One person.

use leptos::prelude::*;
use model::{UserDetail, UserId, UserView};

use super::{
    change::ChangeCard,
    confirm::ConfirmDeletion,
    list::{LastSeen, methods},
};
use crate::{
    api::people::{CreateResetLink, get_person},
    components::*,
    contexts::use_me,
    error::AppError,
    i18n::use_messages,
    pages::{
        audit::last_hour_of,
        live::LivePage,
        owned::Owned,
        query::{href, use_confirming, use_id},
    },
};

/// One person: what they are, what they own, and what can be done about them.
#[component]
pub fn PersonPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<UserId>();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let data = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=data
            title=t.people.one
            home=Crumb::new("/people", t.people.title)
            let:data
        >
            {move || view! { <Detail person=data.get()/> }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<UserId>) -> Result<UserDetail, AppError> {
    get_person(id.ok_or(AppError::NotFound)?).await
}

#[component]
fn Detail(person: UserDetail) -> impl IntoView {
    let t = use_messages();
    let UserDetail { user, owns, .. } = person.clone();
    let page = format!("/people/{}", user.id);
    let user_id = user.id;
    let is_me = use_me().id == user_id;
    let deleting = use_confirming("delete");
    let delete = href(&page, &[("confirm", "delete")]);
    view! {
        <Page
            title=user.name.clone()
            parents=vec![Crumb::new("/people", t.people.title)]
            lead={
                let email = user.email.clone();
                move || email
            }
            actions=move || {
                view! {
                    <LinkButton href=last_hour_of(user_id)>{t.audit.calls_of}</LinkButton>
                    {(!is_me).then(|| view! { <LinkButton href=delete>{t.common.delete}</LinkButton> })}
                }
            }
        >
            {move || {
                deleting
                    .get()
                    .then(|| {
                        if is_me {
                            view! { <p class="note note-warn">{t.people.oneself}</p> }.into_any()
                        } else {
                            view! { <ConfirmDeletion person=person.clone()/> }.into_any()
                        }
                    })
            }}
            <div class="grid-two">
                <ChangeCard user=user.clone()/>
                <div class="stack">
                    <FactsCard user=user.clone()/>
                    <ResetCard id=user.id/>
                    <Card title=t.people.owns>
                        <Owned things=owns/>
                    </Card>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn FactsCard(user: UserView) -> impl IntoView {
    let t = use_messages();
    let methods = methods(&user);
    view! {
        <Card title=t.common.details>
            <Facts>
                <Fact term=t.account.email>{user.email}</Fact>
                <Fact term=t.people.sign_in>{methods}</Fact>
                <Fact term=t.people.last_seen><LastSeen at=user.seen_at/></Fact>
                <Fact term=t.common.created_at><Time at=user.created_at/></Fact>
                <Fact term="ID"><Code text=user.id.to_string()/></Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn ResetCard(id: UserId) -> impl IntoView {
    let t = use_messages();
    let reset = ServerAction::<CreateResetLink>::new();
    view! {
        <Card title=t.people.reset_title>
            <Form action=reset>
                <div class="stack">
                    <p class="muted">{t.people.reset_text}</p>
                    <Hidden name="id" value=id.to_string()/>
                    <div class="actions">
                        <SubmitButton>{t.people.reset}</SubmitButton>
                    </div>
                </div>
            </Form>
        </Card>
    }
}
