//! Whose things a list shows: chosen by chips, kept in the URL.

use leptos::prelude::*;
use model::Visibility;

use super::listing::Listing;
use crate::{components::*, i18n::use_messages};

/// Who sees a thing, and who owns it where that is not the person themselves.
pub(crate) type OwnerOf<T> = fn(&T) -> (Visibility, Option<&str>);

/// Whose things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owners {
    Anybody,
    Everybody,
    Teams,
    Oneself,
}

impl Owners {
    const CHOICES: [Self; 3] = [Self::Everybody, Self::Teams, Self::Oneself];

    /// The word for it in the URL.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Anybody => "",
            Self::Everybody => "everybody",
            Self::Teams => "teams",
            Self::Oneself => "mine",
        }
    }

    /// Those with this word; anybody when there are none.
    pub(crate) fn of(word: &str) -> Self {
        let found = Self::CHOICES.into_iter().find(|owners| owners.as_str() == word);
        found.unwrap_or(Self::Anybody)
    }

    /// Whether they have a thing; `owner` names a team, and a person who is somebody else.
    pub(crate) fn have(self, visibility: Visibility, owner: Option<&str>) -> bool {
        match self {
            Self::Anybody => true,
            Self::Everybody => visibility == Visibility::Public,
            Self::Teams => matches!(visibility, Visibility::Team(_)),
            Self::Oneself => visibility == Visibility::Private && owner.is_none(),
        }
    }

    fn name(self) -> &'static str {
        let t = use_messages();
        match self {
            Self::Anybody => t.common.all,
            Self::Everybody => t.teams.everybodys,
            Self::Teams => t.teams.of_teams,
            Self::Oneself => t.teams.ones_own,
        }
    }
}

/// The chips, as long as there is something to tell apart. Pressing the one that is on shows everything again.
#[component]
pub(crate) fn OwnerChips(
    listing: Memo<Listing>,
    /// Visibility and owner of each thing.
    #[prop(into)]
    things: Signal<Vec<(Visibility, Option<String>)>>,
) -> impl IntoView {
    let counts = Memo::new(move |_| {
        things.with(|things| {
            Owners::CHOICES.map(|owners| {
                let theirs = things
                    .iter()
                    .filter(|(visibility, owner)| owners.have(*visibility, owner.as_deref()));
                (owners, theirs.count())
            })
        })
    });
    let chip = move |owners: Owners, count: usize| {
        let current = move || listing.with(|listing| Owners::of(listing.owner()) == owners);
        let href = move || {
            let pressed = if current() { Owners::Anybody } else { owners };
            listing.with(|listing| listing.owned_by(pressed.as_str()).href())
        };
        view! {
            <Chip href=Signal::derive(href) current=Signal::derive(current)>
                {owners.name()} " " {count}
            </Chip>
        }
    };
    let is_useful = move || {
        let kinds = counts.with(|counts| counts.iter().filter(|(_, count)| *count > 0).count());
        kinds > 1 || listing.with(|listing| !listing.owner().is_empty())
    };
    view! {
        <Show when=is_useful>
            <span class="chips" role="group" aria-label=use_messages().teams.whose>
                {move || {
                    let shown = counts.get().into_iter().filter(|(_, count)| *count > 0);
                    shown.map(|(owners, count)| chip(owners, count)).collect_view()
                }}
            </span>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use model::{TeamId, Visibility};

    use super::Owners;

    #[test]
    fn everybodys_teams_and_ones_own_things_are_told_apart() {
        let team = Visibility::Team(TeamId::from_uuid(uuid::Uuid::nil()));
        for (visibility, owner, word) in [
            (Visibility::Public, None, "everybody"),
            (team, Some("Lab"), "teams"),
            (Visibility::Private, None, "mine"),
            // Somebody else's, which administrators see.
            (Visibility::Private, Some("Bob"), ""),
        ] {
            for choice in Owners::CHOICES {
                assert_eq!(
                    choice.have(visibility, owner),
                    choice.as_str() == word,
                    "{owner:?} {choice:?}"
                );
            }
            assert!(Owners::of("").have(visibility, owner) && Owners::of("x").have(visibility, owner));
        }
    }
}
