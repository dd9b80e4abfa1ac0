//! Whether clients see something that a server offers.

use model::CallKind as Kind;

use super::Member;
use crate::Definition;

/// Whether clients see something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// They do.
    Shown,
    /// They will when somebody approves it. Nothing else gets its name meanwhile: a call that was meant for it must not
    /// reach another tool.
    Held,
    /// It, or its server, is switched off.
    Off,
}

impl Standing {
    /// How an entry stands, whatever the chain of the namespace hides besides.
    pub(super) fn of(kind: Kind, member: &Member<'_>, entry: &Definition) -> Self {
        let is_off = || kind == Kind::Tool && member.disabled_tools.contains(&entry.name);
        if !member.enabled || is_off() {
            return Self::Off;
        }
        match member.approved.filter(|_| kind == Kind::Tool) {
            Some(approved) if !approved.has(entry) => Self::Held,
            _ => Self::Shown,
        }
    }

    /// It has the name that clients know, or knew, it by.
    pub(super) fn keeps_name(self) -> bool {
        self != Self::Off
    }
}
