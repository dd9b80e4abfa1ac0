//! Who sees a thing: a choice for those who may keep public things, a plain fact for everybody else.

use leptos::prelude::*;
use model::{Permission, Visibility};

use crate::{components::*, contexts::use_me, i18n::use_messages};

/// The field `visibility` of a form.
#[component]
pub(crate) fn VisibilityField(
    value: Visibility,
    /// What private and public mean here, when it is more than who sees it.
    #[prop(optional)]
    hints: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let t = use_messages();
    if !use_me().role.may(Permission::KeepPublic) {
        return view! { <Hidden name="input[visibility]" value=word(value)/> }.into_any();
    }
    let (private, public) = hints.unwrap_or((t.common.private_hint, t.common.public_hint));
    let options = [(Visibility::Private, private), (Visibility::Public, public)]
        .map(|(visibility, hint)| Choice::new(word(visibility), t.visibility(visibility)).hint(hint));
    view! {
        <ChoiceField
            name="visibility"
            label=t.common.visibility
            options=options.to_vec()
            value=word(value)
        />
    }
    .into_any()
}

/// The word for it on the wire.
pub(crate) const fn word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    }
}
