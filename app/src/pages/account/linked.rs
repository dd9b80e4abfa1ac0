//! Accounts at providers that sign one in.

use leptos::prelude::*;
use model::{AccountView, LinkedIdentity, SignInOption};

use crate::{api::account::UnlinkAccount, components::*, i18n::use_messages};

#[component]
pub(super) fn LinkedCard(account: Signal<AccountView>, unlink: ServerAction<UnlinkAccount>) -> impl IntoView {
    let t = use_messages();
    let linked = Memo::new(move |_| account.with(|account| account.linked.clone()));
    let providers = Memo::new(move |_| account.with(|account| account.providers.clone()));
    // Where nobody could link anything there is nothing to say.
    let any = Memo::new(move |_| !linked.read().is_empty() || !providers.read().is_empty());
    view! {
        <Show when=move || any.get()>
            <Card title=t.sign_in.linked>
                <div class="stack">
                    <p class="muted">{t.sign_in.linked_text}</p>
                    <ActionError action=unlink/>
                    <ul class="stack">
                        <For each=move || linked.get() key=|it| it.id let:identity>
                            <Linked identity unlink/>
                        </For>
                    </ul>
                    <div class="actions">
                        <For each=move || providers.get() key=|it| it.slug.clone() let:provider>
                            <LinkForm provider/>
                        </For>
                    </div>
                </div>
            </Card>
        </Show>
    }
}

#[component]
fn Linked(identity: LinkedIdentity, unlink: ServerAction<UnlinkAccount>) -> impl IntoView {
    let t = use_messages();
    let name = identity.provider.clone();
    let used = match identity.used_at {
        Some(at) => view! { <Time at/> }.into_any(),
        None => t.common.never.into_any(),
    };
    view! {
        <li class="line-with-act">
            <div>
                <strong>{name.clone()}</strong>
                " "
                {identity.email}
                <p class="muted">{t.sign_in.used} ": " {used}</p>
            </div>
            <Form action=unlink quiet=true>
                <Hidden name="id" value=identity.id.to_string()/>
                <SubmitButton look=Look::Quiet small=true>
                    {t.sign_in.unlink}
                    <span class="sr-only">" " {name}</span>
                </SubmitButton>
            </Form>
        </li>
    }
}

/// A plain form: the provider is another site, where no page of ours goes on.
#[component]
fn LinkForm(provider: SignInOption) -> impl IntoView {
    let t = use_messages();
    view! {
        <form method="post" action=format!("/auth/oidc/{}/start", provider.slug)>
            <button class="btn" type="submit" name="link" value="yes">
                {(t.sign_in.link)(&provider.name)}
            </button>
        </form>
    }
}
