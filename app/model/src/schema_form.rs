//! JSON Schema 2020-12 as a form, and what somebody fills in as JSON.
//!
//! The value is edited in place, so that nothing is lost of which the form does not know: members that no property
//! names, numbers that no machine type holds, the order in which things were written. What is typed is judged by
//! whoever sends it; the form only knows how to ask.

mod alternatives;
mod initial;
mod json;
mod part;
mod schema;

pub use json::{Json, below};
pub use part::{Alternative, Bounds, Field, NamedValue, Part, Shape};
pub use schema::Schema;

#[cfg(test)]
mod tests;
