//! The form of one link.

use leptos::prelude::*;
use model::{
    NamespaceId,
    middleware::{ChainView, LinkView},
};

use super::fields::SettingFields;
use crate::{
    api::middleware::{SetMiddleware, get_middleware},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::Permitted,
        query::{use_id, use_id_named},
    },
};

/// The page of a link.
pub(super) fn path(namespace: NamespaceId, link: u32) -> String {
    format!("/namespaces/{namespace}/middleware/{link}")
}

/// A link of a namespace's chain, with the form that sets it.
#[component]
pub fn MiddlewareEditPage() -> impl IntoView {
    let t = use_messages();
    let (namespace, link) = (use_id::<NamespaceId>(), use_id_named::<u32>("link"));
    let set = ServerAction::<SetMiddleware>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let found = Resource::new(
        move || (namespace.get(), link.get(), set.version().get()),
        |(namespace, link, _)| load(namespace, link),
    );
    view! {
        <LivePage
            resource=found
            title=t.middleware.title
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:found
        >
            // Anew after each change: what was typed into a field stays in it, whatever its value is then.
            <For each=move || Some(found.get()) key=|(chain, link)| (link.link.id, chain.version) let:found>
                <EditForm chain=found.0 link=found.1 set/>
            </For>
        </LivePage>
    }
    .into_any()
}

async fn load(namespace: Option<NamespaceId>, link: Option<u32>) -> Result<(ChainView, LinkView), AppError> {
    let (Some(namespace), Some(link)) = (namespace, link) else {
        return Err(AppError::NotFound);
    };
    let chain = get_middleware(namespace).await?;
    let link = chain.link(link).cloned().ok_or(AppError::NotFound)?;
    Ok((chain, link))
}

#[component]
fn EditForm(chain: ChainView, link: LinkView, set: ServerAction<SetMiddleware>) -> impl IntoView {
    let t = use_messages();
    let namespace = chain.namespace;
    let back = super::path(namespace.id);
    let middleware = link.link.middleware;
    let (name, purpose) = (t.middleware.kind)(middleware.kind());
    view! {
        <Page
            title=name
            parents=vec![
                Crumb::new("/namespaces", t.namespaces.title),
                Crumb::new(format!("/namespaces/{}", namespace.id), namespace.name),
                Crumb::new(back.clone(), t.middleware.title),
            ]
            lead=move || purpose
        >
            <Permitted may=chain.editable>
                <div class="narrow">
                    <Card>
                        <Form action=set check=|set: &SetMiddleware| set.input.parsed().map(drop)>
                            <Hidden name="namespace" value=namespace.id.to_string()/>
                            <Hidden name="link" value=link.link.id.to_string()/>
                            <Hidden name="input[kind]" value=middleware.kind().as_str()/>
                            <Hidden name="input[version]" value=chain.version.to_string()/>
                            <SettingFields middleware/>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                                <LinkButton href=back>{t.middleware.back}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
}
