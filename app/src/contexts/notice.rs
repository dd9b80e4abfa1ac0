//! What was just done, said by the page that follows. It travels in the URL, so it works without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Name of the query parameter.
pub const NOTICE_PARAMETER: &str = "notice";

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A new thing exists.
    Created,
    /// A change is stored.
    Saved,
    /// A thing is gone.
    Deleted,
    /// Servers were read from a file.
    Imported,
    /// A thing is on again.
    TurnedOn,
    /// A thing is off.
    TurnedOff,
    /// A client's session is over.
    Disconnected,
    /// A browser is signed out.
    SessionEnded,
    /// A new password counts.
    PasswordChanged,
    /// A link opens nothing any more.
    LinkRevoked,
    /// The person is signed out.
    SignedOut,
    /// An account at a provider signs the person in.
    Linked,
    /// It does not any more.
    Unlinked,
    /// Somebody who waited has an account.
    LetIn,
    /// A change is taken back.
    Undone,
    /// But for what has changed since.
    UndonePartly,
    /// A call that waited goes on.
    Allowed,
    /// A call that waited is refused.
    Refused,
}

impl Notice {
    const ALL: [Self; 18] = [
        Self::Created,
        Self::Saved,
        Self::Deleted,
        Self::Imported,
        Self::TurnedOn,
        Self::TurnedOff,
        Self::Disconnected,
        Self::SessionEnded,
        Self::PasswordChanged,
        Self::LinkRevoked,
        Self::SignedOut,
        Self::Linked,
        Self::Unlinked,
        Self::LetIn,
        Self::Allowed,
        Self::Refused,
        Self::Undone,
        Self::UndonePartly,
    ];

    /// The word for it in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Saved => "saved",
            Self::Deleted => "deleted",
            Self::Imported => "imported",
            Self::TurnedOn => "turned-on",
            Self::TurnedOff => "turned-off",
            Self::Disconnected => "disconnected",
            Self::SessionEnded => "session-ended",
            Self::PasswordChanged => "password-changed",
            Self::LinkRevoked => "link-revoked",
            Self::SignedOut => "signed-out",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::LetIn => "let-in",
            Self::Undone => "undone",
            Self::UndonePartly => "undone-partly",
            Self::Allowed => "allowed",
            Self::Refused => "refused",
        }
    }
}

/// The notice in the URL of this page.
pub fn use_notice() -> Memo<Option<Notice>> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let word = query.get_str(NOTICE_PARAMETER)?;
            Notice::ALL.into_iter().find(|notice| notice.as_str() == word)
        })
    })
}
