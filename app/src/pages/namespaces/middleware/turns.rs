//! Switching, moving and removing links.
//!
//! The buttons of all rows belong to a few forms on the page by their ids, so a chain costs no form for each row and all of
//! it works without JavaScript.

use leptos::{ev::MouseEvent, form::ActionForm, prelude::*};
use model::{NamespaceId, middleware::ChainView};

use super::ChainIds;
use crate::{
    api::middleware::{MoveMiddleware, RemoveMiddleware, SetMiddlewareEnabled},
    components::*,
};

pub(super) const TURN_ON: &str = "links-on";
pub(super) const TURN_OFF: &str = "links-off";
pub(super) const MOVE_UP: &str = "links-up";
pub(super) const MOVE_DOWN: &str = "links-down";
pub(super) const REMOVE: &str = "links-remove";

/// The writes of the rows.
#[derive(Clone, Copy)]
pub(super) struct Turns {
    switch: ServerAction<SetMiddlewareEnabled>,
    shift: ServerAction<MoveMiddleware>,
    remove: ServerAction<RemoveMiddleware>,
    /// The version that the last write was made from: nothing is sent again from it, what would be refused.
    sent: StoredValue<Option<i64>>,
}

impl Turns {
    pub(super) fn new() -> Self {
        let turns = Self {
            switch: ServerAction::new(),
            shift: ServerAction::new(),
            remove: ServerAction::new(),
            sent: StoredValue::new(None),
        };
        Effect::new(move || {
            let failed = turns.switch.value().with(|answer| matches!(answer, Some(Err(_))))
                || turns.shift.value().with(|answer| matches!(answer, Some(Err(_))))
                || turns.remove.value().with(|answer| matches!(answer, Some(Err(_))));
            if failed {
                turns.sent.set_value(None);
            }
        });
        turns
    }

    /// Changes with every finished write: a part of the resource's source.
    pub(super) fn version(self) -> [usize; 3] {
        [
            self.switch.version().get(),
            self.shift.version().get(),
            self.remove.version().get(),
        ]
    }

    /// Lets a click through once for each version of the chain.
    pub(super) fn once(self, event: &MouseEvent, version: i64) {
        if self.sent.get_value() == Some(version) {
            event.prevent_default();
        }
        self.sent.set_value(Some(version));
    }

    pub(super) fn errors(self) -> impl IntoView {
        view! {
            <ActionError action=self.switch/>
            <ActionError action=self.shift/>
            <ActionError action=self.remove/>
        }
    }

    /// The forms that the buttons of the rows belong to.
    pub(super) fn forms(self, id: NamespaceId, chain: Signal<ChainView>) -> impl IntoView {
        let Self {
            switch,
            shift,
            remove,
            ..
        } = self;
        view! {
            <ActionForm action=switch attr:id=TURN_ON>
                <ChainIds id chain/>
                <Hidden name="enabled" value="true"/>
            </ActionForm>
            <ActionForm action=switch attr:id=TURN_OFF>
                <ChainIds id chain/>
                <Hidden name="enabled" value="false"/>
            </ActionForm>
            <ActionForm action=shift attr:id=MOVE_UP>
                <ChainIds id chain/>
                <Hidden name="up" value="true"/>
            </ActionForm>
            <ActionForm action=shift attr:id=MOVE_DOWN>
                <ChainIds id chain/>
                <Hidden name="up" value="false"/>
            </ActionForm>
            <ActionForm action=remove attr:id=REMOVE>
                <ChainIds id chain/>
            </ActionForm>
        }
    }
}
