//! Deleting a person, with what becomes of what they own.

use leptos::prelude::*;
use model::{Belongings, Heir, ThingKind, UserDetail};

use crate::{api::people::DeletePerson, components::*, i18n::use_messages, pages::owned::Owned};

#[component]
pub(super) fn ConfirmDeletion(person: UserDetail) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeletePerson>::new();
    let UserDetail {
        user, owns, heirs, ..
    } = person;
    let (keys, rest): (Vec<_>, Vec<_>) = owns
        .into_iter()
        .partition(|thing| thing.kind == ThingKind::ApiKey);
    view! {
        <section class="note note-bad stack" aria-labelledby="confirm-title">
            <h2 class="note-title" id="confirm-title">{(t.people.delete_title)(&user.name)}</h2>
            <p>{t.people.delete_text}</p>
            {(!keys.is_empty())
                .then(|| {
                    view! {
                        <p>{t.people.delete_keys}</p>
                        <Owned things=keys/>
                    }
                })}
            {(!rest.is_empty())
                .then(|| {
                    view! {
                        <p>{t.people.delete_rest}</p>
                        <Owned things=rest.clone()/>
                    }
                })}
            <Form action=delete check=|delete: &DeletePerson| delete.input.heir().map(drop)>
                <Hidden name="id" value=user.id.to_string()/>
                <Fate is_asked=!rest.is_empty() heirs/>
                <div class="actions">
                    <SubmitButton look=Look::Danger>{t.people.delete_button}</SubmitButton>
                    <LinkButton href=format!("/people/{}", user.id)>{t.common.cancel}</LinkButton>
                </div>
            </Form>
        </section>
    }
}

/// What becomes of it: nothing is asked about nothing.
#[component]
fn Fate(is_asked: bool, heirs: Vec<Heir>) -> impl IntoView {
    let t = use_messages();
    if !is_asked {
        return view! { <Hidden name="input[belongings]" value=Belongings::Nothing.as_str().to_owned()/> }
            .into_any();
    }
    let fates = vec![
        Choice::new(Belongings::HandOver.as_str(), t.people.hand_over).hint(t.people.hand_over_hint),
        Choice::new(Belongings::Delete.as_str(), t.people.delete_all).hint(t.people.delete_all_hint),
    ];
    let nobody = Choice::new("", t.people.choose);
    let heirs = heirs
        .into_iter()
        .map(|heir| Choice::new(heir.id.to_string(), format!("{} ({})", heir.name, heir.email)));
    view! {
        <ChoiceField name="belongings" label=t.people.belongings options=fates/>
        <SelectField name="heir" label=t.people.heir options=std::iter::once(nobody).chain(heirs).collect()/>
    }
    .into_any()
}
