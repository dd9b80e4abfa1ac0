//! The field `role` of a form.

use leptos::prelude::*;
use model::Role;

use crate::{components::*, i18n::use_messages};

/// All roles with what each may do.
#[component]
pub(super) fn RoleField(value: Role) -> impl IntoView {
    let t = use_messages();
    let options = Role::ALL
        .map(|role| Choice::new(role.as_str(), t.role(role)).hint((t.account.role_text)(role)))
        .to_vec();
    view! { <ChoiceField name="role" label=t.people.role options value=value.as_str()/> }
}
