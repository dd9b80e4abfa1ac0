//! The switches and the list of providers.

use leptos::prelude::*;
use model::{OidcProviderView, Permission, SignInSettings};

use super::{
    PATH,
    switches::{RegistrationCard, SwitchesCard},
};
use crate::{
    api::sign_in::{SetPasswordSignIn, SetRegistration, SetSignUp, get_sign_in},
    components::*,
    contexts::use_me,
    i18n::use_messages,
    pages::{live::LivePage, permitted::Permitted},
};

type Data = (Vec<OidcProviderView>, SignInSettings);

/// What administrators decide about sign-in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_messages();
    let set_password = ServerAction::<SetPasswordSignIn>::new();
    let set_sign_up = ServerAction::<SetSignUp>::new();
    let set_registration = ServerAction::<SetRegistration>::new();
    let data = Resource::new(
        move || {
            (
                set_password.version().get(),
                set_sign_up.version().get(),
                set_registration.version().get(),
            )
        },
        |_| get_sign_in(),
    );
    view! {
        <LivePage resource=data title=t.sign_in.title let:data>
            <Page
                title=t.sign_in.title
                lead=move || t.sign_in.lead
                actions=move || {
                    view! {
                        <LinkButton href="/sign-in/new" look=Look::Primary>{t.sign_in.add}</LinkButton>
                    }
                }
            >
                <Permitted may=use_me().role.may(Permission::KeepSettings)>
                    <div class="stack">
                        <ProvidersCard data/>
                        <Settings data set_password set_sign_up set_registration/>
                    </div>
                </Permitted>
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Settings(
    data: Signal<Data>,
    set_password: ServerAction<SetPasswordSignIn>,
    set_sign_up: ServerAction<SetSignUp>,
    set_registration: ServerAction<SetRegistration>,
) -> impl IntoView {
    let settings = Memo::new(move |_| data.with(|(_, settings)| *settings));
    view! {
        <SwitchesCard settings set_password set_sign_up/>
        <RegistrationCard settings set_registration/>
    }
}

#[component]
fn ProvidersCard(data: Signal<Data>) -> impl IntoView {
    let t = use_messages();
    let providers = Memo::new(move |_| data.with(|(providers, _)| providers.clone()));
    view! {
        <Card title=t.sign_in.providers flush=true>
            {move || {
                if providers.with(Vec::is_empty) {
                    view! { <EmptyState title=t.sign_in.no_providers text=t.sign_in.no_providers_text/> }
                        .into_any()
                } else {
                    view! { <Rows providers/> }.into_any()
                }
            }}
        </Card>
    }
}

#[component]
fn Rows(providers: Memo<Vec<OidcProviderView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.common.name),
        Column::new(t.common.state),
        Column::new(t.sign_in.creation).hide_small(),
        Column::new(t.sign_in.people).number().hide_small(),
    ];
    view! {
        <Table label=t.sign_in.providers columns>
            {move || {
                providers.get().into_iter().map(|provider| view! { <Row provider/> }).collect_view()
            }}
        </Table>
    }
}

#[component]
fn Row(provider: OidcProviderView) -> impl IntoView {
    let t = use_messages();
    let (creation, _) = (t.sign_in.creation_choice)(provider.creation);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=format!("{PATH}/{}", provider.id)>{provider.name}</a>
                <small class="code">{provider.issuer}</small>
            </td>
            <td role="cell" class="cell-side">
                {if provider.enabled {
                    view! { <Tag tone=Tone::Accent>{t.sign_in.on}</Tag> }
                } else {
                    view! { <Tag tone=Tone::Warn>{t.sign_in.off}</Tag> }
                }}
                {provider.declared.then(|| view! { " " <Tag>{t.sign_in.from_environment}</Tag> })}
            </td>
            <td role="cell" class="hide-small">{creation}</td>
            <td role="cell" class="number hide-small">{provider.people}</td>
        </tr>
    }
}
