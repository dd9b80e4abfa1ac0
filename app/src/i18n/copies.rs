//! Words of cloning, exporting and importing namespaces.

use model::NamespacePart;

/// Words of cloning, exporting and importing namespaces.
pub struct CopiesMessages {
    pub clone: &'static str,
    pub clone_title: fn(&str) -> String,
    pub clone_lead: &'static str,
    pub export: &'static str,
    pub export_title: fn(&str) -> String,
    pub export_lead: &'static str,
    pub import: &'static str,
    pub import_lead: &'static str,
    pub document: &'static str,
    pub document_hint: &'static str,
    pub name_hint: &'static str,
    pub look: &'static str,
    pub plan: &'static str,
    pub plan_lead: &'static str,
    pub creates: fn(&str) -> String,
    pub changes: fn(&str) -> String,
    pub changes_nothing: fn(&str) -> String,
    pub what_changes: &'static str,
    pub servers: &'static str,
    pub no_servers: &'static str,
    pub tools: &'static str,
    pub tool_counts: fn(usize, usize) -> String,
    pub missing: fn(usize) -> String,
    pub missing_text: &'static str,
    pub left_out: &'static str,
    pub left_out_text: &'static str,
    pub tool_of: fn(&str, &str) -> String,
    pub do_import: &'static str,
    pub do_import_without: &'static str,
    pub other_document: &'static str,
    pub part: fn(NamespacePart) -> &'static str,
}
