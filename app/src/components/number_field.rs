//! A field with a whole number that may be left out.

use leptos::prelude::*;

use super::{TextField, TextKind};

/// A labelled field for a whole number. What holds while it is empty stands in it.
#[component]
pub fn NumberField(
    /// The model's field.
    name: &'static str,
    /// What people read.
    label: &'static str,
    /// A line below, with the unit.
    hint: &'static str,
    /// What stands in it at first.
    value: String,
    /// The number that holds while it is empty.
    default: Option<u32>,
    /// What holds while it is empty and there is no such number.
    without: &'static str,
) -> impl IntoView {
    let placeholder = default.map_or_else(|| without.to_owned(), |default| default.to_string());
    view! { <TextField name label value hint kind=TextKind::Number placeholder/> }
}
