//! Who sees a thing: a choice among what one may give it to, a plain fact where there is none.

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
    let me = use_me();
    let (private, public) = hints.unwrap_or((t.common.private_hint, t.common.public_hint));
    let mut options = vec![(Visibility::Private, t.common.private.to_owned(), private)];
    for team in &me.teams {
        let label = (t.teams.team_named)(&team.name);
        options.push((Visibility::Team(team.id), label, t.teams.visibility_hint));
    }
    if me.may(Permission::KeepPublic) {
        options.push((Visibility::Public, t.common.public.to_owned(), public));
    }
    // Of a team that one is not in, or public: it may stay what it is.
    if !options.iter().any(|(option, ..)| *option == value) {
        options.push((value, owner_text(value, None), ""));
    }
    if options.len() == 1 {
        return view! { <Hidden name="input[visibility]" value=value.to_string()/> }.into_any();
    }
    let options = options
        .into_iter()
        .map(|(visibility, label, hint)| Choice::new(visibility.to_string(), label).hint(hint));
    view! {
        <ChoiceField
            name="visibility"
            label=t.common.visibility
            options=options.collect()
            value=value.to_string()
        />
    }
    .into_any()
}

/// Whose a thing is, for a list: a team's name, and that of somebody else.
pub(crate) fn owner_text(visibility: Visibility, owner: Option<&str>) -> String {
    let t = use_messages();
    match (visibility, owner) {
        (Visibility::Private, None) => t.common.private.to_owned(),
        (Visibility::Private, Some(name)) => format!("{} · {name}", t.common.private),
        (Visibility::Team(_), Some(name)) => (t.teams.team_named)(name),
        (Visibility::Team(_), None) => t.teams.one.to_owned(),
        (Visibility::Public, _) => t.common.public.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::{TeamId, Visibility};

    use super::owner_text;

    #[test]
    fn a_list_says_whose_a_thing_is() {
        let team = Visibility::Team(TeamId::from_uuid(uuid::Uuid::nil()));
        for (visibility, owner, text) in [
            (Visibility::Private, None, "Private"),
            (Visibility::Private, Some("Bob"), "Private · Bob"),
            (team, Some("Lab"), "Team Lab"),
            (team, None, "Team"),
            (Visibility::Public, None, "Public"),
        ] {
            assert_eq!(owner_text(visibility, owner), text);
        }
    }
}
