//! A field with one line of text.

use leptos::prelude::*;

use super::field::{FieldFrame, FieldParts};

/// What kind of text is typed: it decides the keyboard, the browser's help and the font.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Words.
    #[default]
    Text,
    /// The person's name.
    Name,
    /// An e-mail address, the person's own.
    Email,
    /// A URL.
    Url,
    /// Something exact: a command, an identifier.
    Code,
    /// A whole number.
    Number,
    /// A day such as `2026-12-31`.
    Day,
    /// Hidden, and not for the browser to remember.
    Secret,
    /// A password that is being chosen.
    NewPassword,
    /// The password that is known.
    CurrentPassword,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            // The browser's own kind for numbers changes them when somebody scrolls.
            Self::Text | Self::Name | Self::Code | Self::Number => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Day => "date",
            Self::Secret | Self::NewPassword | Self::CurrentPassword => "password",
        }
    }

    fn autocomplete(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "username",
            Self::NewPassword => "new-password",
            Self::CurrentPassword => "current-password",
            // Browsers ignore "off" on passwords; they respect this.
            Self::Secret => "one-time-code",
            Self::Text | Self::Url | Self::Code | Self::Number | Self::Day => "off",
        }
    }

    fn keyboard(self) -> Option<&'static str> {
        (self == Self::Number).then_some("numeric")
    }

    fn class(self) -> &'static str {
        match self {
            Self::Url | Self::Code | Self::Secret => "input input-code",
            _ => "input",
        }
    }
}

/// A labelled field with one line of text.
#[component]
pub fn TextField(
    /// The model's field, by its path.
    #[prop(into)]
    name: String,
    /// What people read.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// A line below.
    #[prop(optional, into)]
    hint: String,
    /// What kind of text.
    #[prop(optional)]
    kind: TextKind,
    /// It has to be filled.
    #[prop(optional)]
    required: bool,
    /// An example, shown while it is empty.
    #[prop(optional, into)]
    placeholder: String,
) -> impl IntoView {
    let parts = FieldParts::of(name);
    let value = parts.value(value);
    let problems = parts.problems();
    let described_by = parts.described_by(!hint.is_empty());
    let (id, input_name) = (parts.id.clone(), parts.input_name.clone());
    view! {
        <FieldFrame parts label hint problems required>
            <input
                class=kind.class()
                id=id
                name=input_name
                type=kind.input_type()
                inputmode=kind.keyboard()
                autocomplete=kind.autocomplete()
                spellcheck="false"
                value=value
                placeholder=placeholder
                aria-required=required.then_some("true")
                aria-invalid=move || (!problems.read().is_empty()).then_some("true")
                aria-describedby=described_by
            />
        </FieldFrame>
    }
}
