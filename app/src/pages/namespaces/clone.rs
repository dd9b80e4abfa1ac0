//! Cloning a namespace: under which name, and for whom.

use leptos::prelude::*;
use model::{MAX_NAME, NamespaceDetail, NamespaceId};

use crate::{
    api::{copies::CloneNamespace, namespaces::get_namespace},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::{Permitted, may_keep},
        query::use_id,
        visibility::VisibilityField,
    },
};

/// The form that clones a namespace.
#[component]
pub fn NamespaceClonePage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let clone = ServerAction::<CloneNamespace>::new();
    let detail = Resource::new(
        move || id.get(),
        |id| async move { get_namespace(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <LivePage
            resource=detail
            title=t.copies.clone
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:detail
        >
            <CloneForm detail=detail.get_untracked() clone/>
        </LivePage>
    }
    .into_any()
}

#[component]
fn CloneForm(detail: NamespaceDetail, clone: ServerAction<CloneNamespace>) -> impl IntoView {
    let t = use_messages();
    let namespace = detail.namespace;
    let page = format!("/namespaces/{}", namespace.id);
    view! {
        <Page
            title=(t.copies.clone_title)(&namespace.name)
            parents=vec![
                Crumb::new("/namespaces", t.namespaces.title),
                Crumb::new(page.clone(), namespace.name.clone()),
            ]
            lead=move || t.copies.clone_lead
        >
            <Permitted may=may_keep()>
                <div class="narrow">
                    <Card>
                        <Form action=clone check=|clone: &CloneNamespace| clone.input.validate()>
                            <Hidden name="id" value=namespace.id.to_string()/>
                            <TextField
                                name="name"
                                label=t.common.name
                                value=proposed(&namespace.name)
                                hint=t.namespaces.name_hint
                                kind=TextKind::Code
                                required=true
                            />
                            <VisibilityField value=namespace.visibility/>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.copies.clone}</SubmitButton>
                                <LinkButton href=page>{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
}

/// A name to begin with, no longer than names may be.
fn proposed(name: &str) -> String {
    const SUFFIX: &str = "-copy";
    let stem: String = name.chars().take(MAX_NAME - SUFFIX.len()).collect();
    stem + SUFFIX
}

#[cfg(test)]
mod tests {
    use model::{MAX_NAME, check_name};

    use super::proposed;

    #[test]
    fn a_proposed_name_is_one() {
        assert_eq!(proposed("dev"), "dev-copy");
        let long = proposed(&"a".repeat(MAX_NAME));
        assert_eq!(check_name(&long), Ok(()));
    }
}
