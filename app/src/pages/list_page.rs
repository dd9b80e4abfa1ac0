//! The page with the list of one kind of thing: search, order, table, and what is said while there is none.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::{
    listing::{Listing, use_listing},
    live::LivePage,
    nothing_found::NothingFound,
    nothing_yet::NothingYet,
    owners::{OwnerChips, OwnerOf, Owners},
    permitted::may_keep,
};
use crate::{components::*, error::AppError};

/// What differs from one kind of thing to the next.
pub(crate) struct Kind<T> {
    /// Where the list is; the form for a new one is at `new` below.
    pub(crate) path: &'static str,
    pub(crate) words: Words,
    /// Another way to a new one: where it is, and what it is called.
    pub(crate) other_way: Option<(&'static str, &'static str)>,
    /// The columns of the table.
    pub(crate) columns: fn(&Listing) -> Vec<Column>,
    /// One row of it.
    pub(crate) row: fn(T) -> AnyView,
    pub(crate) name: fn(&T) -> &str,
    /// What the search looks at.
    pub(crate) texts: fn(&T) -> Vec<&str>,
    /// Nothing for things that nobody owns.
    pub(crate) owner: Option<OwnerOf<T>>,
    /// The order by the column of this word; equal where it is ordered by name.
    pub(crate) compare: fn(&str, &T, &T) -> Ordering,
}

/// The texts around a list.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) search: &'static str,
    pub(crate) create: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_text: &'static str,
}

impl<T> Clone for Kind<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kind<T> {}

impl<T: Clone> Kind<T> {
    fn shown(self, listing: &Listing, all: &[T]) -> Vec<T> {
        let owners = Owners::of(listing.owner());
        let is_theirs = |thing: &T| {
            self.owner.is_none_or(|owner| {
                let (visibility, owner) = owner(thing);
                owners.have(visibility, owner)
            })
        };
        let found = all
            .iter()
            .filter(|thing| is_theirs(thing) && listing.finds((self.texts)(thing)));
        let mut shown: Vec<_> = found.cloned().collect();
        listing.sort(&mut shown, self.name, self.compare);
        shown
    }

    fn new_path(self) -> String {
        format!("{}/new", self.path)
    }

    fn other_way(self) -> Option<impl IntoView> {
        self.other_way
            .map(|(href, label)| view! { <LinkButton href=href>{label}</LinkButton> })
    }
}

/// The page.
#[component]
pub(crate) fn ListPage<T>(kind: Kind<T>, things: Resource<Result<Vec<T>, AppError>>) -> impl IntoView
where
    T: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static,
{
    let words = kind.words;
    view! {
        <LivePage resource=things title=words.title let:things>
            {
                let any = Memo::new(move |_| things.with(|things| !things.is_empty()));
                view! {
                    <Page
                        title=words.title
                        lead=move || words.lead
                        actions=move || {
                            view! {
                                // Without any, the button stands below the explanation.
                                <Show when=move || any.get() && may_keep()>
                                    {kind.other_way()}
                                    <LinkButton href=kind.new_path() look=Look::Primary>{words.create}</LinkButton>
                                </Show>
                            }
                        }
                    >
                        {move || {
                            if any.get() {
                                view! { <ListCard kind things/> }.into_any()
                            } else {
                                view! {
                                    <NothingYet title=words.empty_title text=words.empty_text>
                                        <LinkButton href=kind.new_path()>{words.create}</LinkButton>
                                        {kind.other_way()}
                                    </NothingYet>
                                }
                                    .into_any()
                            }
                        }}
                    </Page>
                }
            }
        </LivePage>
    }
    .into_any()
}

/// Search, order and table.
#[component]
pub(crate) fn ListCard<T>(kind: Kind<T>, things: Signal<Vec<T>>) -> impl IntoView
where
    T: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static,
{
    let listing = use_listing(kind.path);
    let shown = Memo::new(move |_| things.with(|things| listing.with(|listing| kind.shown(listing, things))));
    view! {
        <Card flush=true>
            <Toolbar>
                <SearchBox label=kind.words.search/>
                {kind
                    .owner
                    .map(|owner| {
                        let owned = move || {
                            let owned = |thing: &T| {
                                let (visibility, owner) = owner(thing);
                                (visibility, owner.map(str::to_owned))
                            };
                            things.with(|things| things.iter().map(owned).collect::<Vec<_>>())
                        };
                        view! { <OwnerChips listing things=Signal::derive(owned)/> }
                    })}
            </Toolbar>
            {move || {
                view! {
                    <Table label=kind.words.title columns=listing.with(kind.columns)>
                        // A row that is the same in every respect is kept, with its open menu.
                        <For each=move || shown.get() key=|thing| format!("{thing:?}") let:thing>
                            {(kind.row)(thing)}
                        </For>
                    </Table>
                }
            }}
            <Show when=move || shown.with(Vec::is_empty)>
                <NothingFound all=kind.path/>
            </Show>
        </Card>
    }
}
