//! One provider: `?test=now` asks it what it says of itself.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{OidcProviderId, OidcProviderInput, OidcProviderView, Permission, ProviderTest};

use super::{
    PATH,
    confirm::ConfirmDeletion,
    fields::{ConnectionFields, PolicyFields},
};
use crate::{
    api::sign_in::{UpdateProvider, get_provider, test_provider},
    components::*,
    contexts::use_me,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::Permitted,
        query::{href, use_confirming, use_id},
    },
};

type Data = (OidcProviderView, Option<ProviderTest>);

/// The form that changes a provider, and what has to be registered there.
#[component]
pub fn ProviderPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<OidcProviderId>();
    let query = use_query_map();
    let testing = Memo::new(move |_| query.with(|query| query.get_str("test").is_some()));
    let data = Resource::new(
        move || (id.get(), testing.get()),
        |(id, testing)| load(id, testing),
    );
    view! {
        <LivePage
            resource=data
            title=t.sign_in.provider
            home=Crumb::new(PATH, t.sign_in.title)
            let:data
        >
            {move || {
                let (provider, test) = data.get();
                view! { <Detail provider test/> }
            }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<OidcProviderId>, testing: bool) -> Result<Data, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let test = if testing {
        Some(test_provider(id).await?)
    } else {
        None
    };
    Ok((get_provider(id).await?, test))
}

#[component]
fn Detail(provider: OidcProviderView, test: Option<ProviderTest>) -> impl IntoView {
    let t = use_messages();
    let page = format!("{PATH}/{}", provider.id);
    let deleting = use_confirming("delete");
    let shown = StoredValue::new(provider.clone());
    let declared = provider.declared;
    let actions = {
        let (test, delete) = (
            href(&page, &[("test", "now")]),
            href(&page, &[("confirm", "delete")]),
        );
        move || {
            view! {
                <LinkButton href=test>{t.sign_in.test}</LinkButton>
                {(!declared).then(|| view! { <LinkButton href=delete>{t.common.delete}</LinkButton> })}
            }
        }
    };
    view! {
        <Page
            title=provider.name.clone()
            parents=vec![Crumb::new(PATH, t.sign_in.title)]
            lead=move || view! { <span class="code">{shown.get_value().issuer}</span> }
            actions
        >
            <Permitted may=use_me().role.may(Permission::KeepSettings)>
                <div class="stack">
                    {move || {
                        (deleting.get() && !declared)
                            .then(|| view! { <ConfirmDeletion provider=shown.get_value()/> })
                    }}
                    {test.map(|test| view! { <TestNote test/> })}
                    <RegisterCard provider=provider.clone()/>
                    <ChangeForm provider/>
                </div>
            </Permitted>
        </Page>
    }
}

#[component]
fn TestNote(test: ProviderTest) -> impl IntoView {
    let t = &use_messages().sign_in;
    match test {
        ProviderTest::Works(facts) => view! {
            <div class="note note-ok" role="status">
                <p class="note-title">{t.test_title}</p>
                <p>{(t.test_works)(&facts)}</p>
            </div>
        }
        .into_any(),
        ProviderTest::Fails(why) => view! {
            <div class="note note-bad" role="status">
                <p class="note-title">{t.test_fails}</p>
                <p>{why}</p>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn RegisterCard(provider: OidcProviderView) -> impl IntoView {
    let t = &use_messages().sign_in;
    view! {
        <Card title=t.register>
            <div class="stack">
                <p class="muted">{t.register_text}</p>
                <Facts>
                    <Fact term=t.callback_url><Code text=provider.callback_url/></Fact>
                    <Fact term=t.sign_out_url><Code text=provider.sign_out_url/></Fact>
                </Facts>
            </div>
        </Card>
    }
}

#[component]
fn ChangeForm(provider: OidcProviderView) -> impl IntoView {
    let t = use_messages();
    let update = ServerAction::<UpdateProvider>::new();
    let input = input(&provider);
    let policy = input.clone();
    let (id, version) = (provider.id, provider.version);
    let check = if provider.declared {
        |update: &UpdateProvider| update.input.validate_policy()
    } else {
        |update: &UpdateProvider| update.input.validate()
    };
    view! {
        <Form action=update check=check>
            <Hidden name="id" value=id.to_string()/>
            <Hidden name="input[version]" value=version.to_string()/>
            <div class="grid-two">
                <Card title=t.sign_in.connection>
                    <Connection provider input/>
                </Card>
                <Card title=t.sign_in.for_people>
                    <PolicyFields provider=policy/>
                </Card>
            </div>
            <div class="actions">
                <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                <LinkButton href=PATH>{t.common.cancel}</LinkButton>
            </div>
        </Form>
    }
}

/// Fields, or facts where the environment says them.
#[component]
fn Connection(provider: OidcProviderView, input: OidcProviderInput) -> impl IntoView {
    let t = &use_messages().sign_in;
    let name = input.name.clone();
    let rest = if provider.declared {
        view! {
            <p class="muted">{t.declared_text}</p>
            <Facts>
                <Fact term=t.issuer><Code text=provider.issuer/></Fact>
                <Fact term=t.client_id><Code text=provider.client_id/></Fact>
                <Fact term=t.scopes>{provider.scopes}</Fact>
            </Facts>
        }
        .into_any()
    } else {
        view! { <ConnectionFields provider=input has_secret=provider.has_secret/> }.into_any()
    };
    view! {
        <NameField name/>
        {rest}
    }
}

#[component]
fn NameField(name: String) -> impl IntoView {
    let t = &use_messages().sign_in;
    view! { <TextField name="name" label=t.name value=name hint=t.name_hint required=true/> }
}

fn input(provider: &OidcProviderView) -> OidcProviderInput {
    OidcProviderInput {
        name: provider.name.clone(),
        slug: provider.slug.clone(),
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret: String::new(),
        scopes: provider.scopes.clone(),
        allowed_domains: provider.allowed_domains.clone(),
        groups_claim: provider.groups_claim.clone(),
        role_rules: provider.role_rules.clone(),
        team_rules: provider.team_rules.clone(),
        default_role: provider.default_role.as_str().to_owned(),
        creation: provider.creation.as_str().to_owned(),
        trust_unverified_email: provider.trust_unverified_email,
        enabled: provider.enabled,
        version: provider.version,
    }
}
