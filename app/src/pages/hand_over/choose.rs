//! To whom.

use leptos::prelude::*;
use model::{HandOverView, Recipient};

use crate::{components::*, i18n::use_messages, pages::visibility::owner_text};

/// Whose it is, and who can be given it. A form that only leads on: it changes nothing.
#[component]
pub(super) fn ChooseCard(
    view: HandOverView,
    page: String,
    /// The choice in the URL; empty when there is none.
    chosen: String,
) -> impl IntoView {
    let t = use_messages();
    let now = owner_text(view.visibility, view.owner.as_deref());
    let options = options(&view);
    let form = if options.is_empty() {
        view! { <p class="muted">{t.teams.nobody_else}</p> }.into_any()
    } else {
        let options = options
            .into_iter()
            .map(|(value, label)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{label}</option> }
            })
            .collect_view();
        view! {
            <form method="get" class="stack">
                <div class="field">
                    <label class="field-label" for="hand-over-to">{t.people.heir}</label>
                    <select class="input" id="hand-over-to" name="to">
                        {options}
                    </select>
                </div>
                <div class="actions">
                    <button class="btn" type="submit">{t.teams.look}</button>
                    <LinkButton href=page look=Look::Quiet>{t.common.cancel}</LinkButton>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <Card>
            <div class="stack">
                <Facts>
                    <Fact term=t.teams.owner>{now}</Fact>
                </Facts>
                {form}
            </div>
        </Card>
    }
}

fn options(view: &HandOverView) -> Vec<(String, String)> {
    let t = use_messages();
    let mut options = Vec::new();
    if view.may_keep {
        options.push((Recipient::Oneself.to_string(), t.teams.oneself.to_owned()));
    }
    options.extend(view.teams.iter().map(|team| {
        let label = (t.teams.team_named)(&team.name);
        (Recipient::Team(team.id).to_string(), label)
    }));
    if view.may_publish {
        options.push((Recipient::Public.to_string(), t.common.public.to_owned()));
    }
    options.extend(view.people.iter().map(|person| {
        let label = format!("{} ({})", person.name, person.email);
        (Recipient::Person(person.id).to_string(), label)
    }));
    options
}
