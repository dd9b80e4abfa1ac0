//! Says what was just done.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    components::{Icon, IconName},
    contexts::{Notice, use_notice},
    i18n::use_messages,
};

const SHOWN_FOR: Duration = Duration::from_secs(6);

/// The notice of this page, at the edge of the window. It goes by itself once the page is alive.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let words = &use_messages().common.notices;
    let notice = use_notice();
    let (hidden, set_hidden) = signal(false);
    Effect::new(move || {
        set_hidden.set(false);
        if notice.get().is_some() {
            let hide = move || {
                // `try`: the page may be gone by then.
                let _gone = set_hidden.try_set(true);
            };
            set_timeout(hide, SHOWN_FOR);
        }
    });
    let text = move || {
        notice.get().filter(|_| !hidden.get()).map(|notice| {
            let text = match notice {
                Notice::Created => words.created,
                Notice::Saved => words.saved,
                Notice::Deleted => words.deleted,
                Notice::Imported => words.imported,
                Notice::TurnedOn => words.turned_on,
                Notice::TurnedOff => words.turned_off,
                Notice::Disconnected => words.disconnected,
                Notice::SessionEnded => words.session_ended,
                Notice::PasswordChanged => words.password_changed,
                Notice::LinkRevoked => words.link_revoked,
                Notice::SignedOut => words.signed_out,
                Notice::Linked => words.linked,
                Notice::Unlinked => words.unlinked,
                Notice::LetIn => words.let_in,
                Notice::Undone => words.undone,
                Notice::UndonePartly => words.undone_partly,
                Notice::Allowed => words.allowed,
                Notice::Refused => words.refused,
            };
            view! { <p class="toast"><Icon name=IconName::Check/> {text}</p> }
        })
    };
    view! { <div class="toasts" role="status">{text}</div> }
}
