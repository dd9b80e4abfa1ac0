//! One key: what it may be used for, and another text for it.

use leptos::prelude::*;
use model::{ApiKeyId, ApiKeyView, KeyOverlap};

use super::{
    fields::{KeyFields, Places, load_places},
    state::KeyMarks,
};
use crate::{
    api::api_keys::{RotateApiKey, UpdateApiKey, get_api_key},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id},
        visibility::owner_text,
    },
};

/// A key, with the forms that change it.
#[component]
pub fn ApiKeyPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<ApiKeyId>();
    let update = ServerAction::<UpdateApiKey>::new();
    let rotate = ServerAction::<RotateApiKey>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let data = Resource::new(move || (id.get(), update.version().get()), |(id, _)| load(id));
    view! {
        <LivePage
            resource=data
            title=t.api_keys.one
            home=Crumb::new("/api-keys", t.api_keys.title)
            let:data
        >
            {move || {
                let (key, places) = data.get();
                view! {
                    <Page
                        title=key.name.clone()
                        parents=vec![Crumb::new("/api-keys", t.api_keys.title)]
                        lead=move || t.api_keys.one
                    >
                        <div class="narrow stack">
                        <KeyFacts key=key.clone()/>
                        {key.editable.then(|| view! { <EditCard key=key.clone() places update/> })}
                        {key.rotatable.then(|| view! { <RotateCard key=key.clone() rotate/> })}
                        {key.editable.then(|| view! { <DeleteCard id=key.id/> })}
                        </div>
                    </Page>
                }
            }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<ApiKeyId>) -> Result<(ApiKeyView, Places), AppError> {
    let key = get_api_key(id.ok_or(AppError::NotFound)?).await?;
    Ok((key, load_places().await?))
}

#[component]
fn KeyFacts(key: ApiKeyView) -> impl IntoView {
    let t = use_messages();
    let hint = format!("{}…", key.hint);
    let owner = owner_text(key.visibility, key.owner.as_deref());
    let (active, created_at) = (key.active, key.created_at);
    let last_used = match key.last_used_at {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span class="muted">{t.common.never}</span> }.into_any(),
    };
    let last_day = match key.expires_at {
        Some(end) => end.day_before().into_any(),
        None => view! { <span class="muted">{t.endpoints.no_end}</span> }.into_any(),
    };
    let replaced = key.replaced_until.map(|at| {
        view! { <Fact term=t.api_keys.replaced_until><Time at/></Fact> }
    });
    view! {
        <Card>
            <Facts>
                <Fact term=t.api_keys.one><span class="code">{hint}</span></Fact>
                <Fact term=t.api_keys.state>
                    {if active { t.common.on } else { t.common.off }}
                    <KeyMarks key/>
                </Fact>
                <Fact term=t.common.visibility>{owner}</Fact>
                <Fact term=t.common.created_at><Time at=created_at/></Fact>
                <Fact term=t.api_keys.last_used>{last_used}</Fact>
                <Fact term=t.api_keys.last_day>{last_day}</Fact>
                {replaced}
            </Facts>
        </Card>
    }
}

#[component]
fn EditCard(key: ApiKeyView, places: Places, update: ServerAction<UpdateApiKey>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.api_keys.edit>
            <Form action=update check=|update: &UpdateApiKey| update.input.validate()>
                <Hidden name="id" value=key.id.to_string()/>
                <KeyFields key=key.input() places/>
                <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
            </Form>
        </Card>
    }
}

#[component]
fn RotateCard(key: ApiKeyView, rotate: ServerAction<RotateApiKey>) -> impl IntoView {
    let t = &use_messages().api_keys;
    let overlaps = KeyOverlap::ALL
        .into_iter()
        .map(|overlap| Choice::new(overlap.as_str(), t.overlap_name(overlap)))
        .collect();
    view! {
        <Card title=t.rotate>
            <p class="field-lead">{t.rotate_lead}</p>
            <Form action=rotate>
                <Hidden name="id" value=key.id.to_string()/>
                <SelectField name="overlap" label=t.overlap options=overlaps hint=t.overlap_hint/>
                <SubmitButton>{t.rotate}</SubmitButton>
            </Form>
        </Card>
    }
}

#[component]
fn DeleteCard(id: ApiKeyId) -> impl IntoView {
    let t = use_messages();
    let confirm = href("/api-keys", &[("confirm", "delete"), ("id", &id.to_string())]);
    view! {
        <div class="actions">
            <LinkButton href=confirm look=Look::Danger>{t.api_keys.delete_button}</LinkButton>
        </div>
    }
}
