//! What is written down: calls of clients, and acts of people and programs.

mod act;
mod call;
mod figures;
mod filter;

pub use self::{
    act::{ActFilter, ActOutcome, ActThing, ActVerb, ActView, ActorKind, ActorView, ActsView},
    call::{
        AuditCallDetail, AuditCallView, AuditCallsView, AuditChoices, AuditState, CallStages, CallerKind,
        CallerView, CredentialKind, CredentialView,
    },
    figures::{CallFigures, CallGroup, CallPoint, GroupBy},
    filter::{CallFilter, CallRange, OutcomeFilter, TimeSpan},
};

/// The formats that what is written down can be had in: their words in URLs, and the endings of the files.
pub const FORMATS: [(&str, &str); 3] = [("csv", "csv"), ("jsonl", "jsonl"), ("otlp", "otlp.jsonl")];
