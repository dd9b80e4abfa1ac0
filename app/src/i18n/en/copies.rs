//! Words of cloning, exporting and importing namespaces.

use model::NamespacePart;

use crate::i18n::copies::CopiesMessages;

pub(super) const COPIES: CopiesMessages = CopiesMessages {
    clone: "Clone",
    clone_title: |name| format!("Clone {name}"),
    clone_lead: "The clone has the same servers, aliases and switches, and makes the same of tools. Endpoints go on publishing the first.",
    export: "Export",
    export_title: |name| format!("{name} as a document"),
    export_lead: "For another namespace here or elsewhere; metamcp apply reads it too. Servers stand in it by name, without their settings and secrets.",
    import: "Import a namespace",
    import_lead: "Paste what an export wrote. You see what it would do before anything is done.",
    document: "Document",
    document_hint: "JSON with one namespace. Servers are found by their names.",
    name_hint: "Empty: as in the document. A namespace of yours with this name is changed.",
    look: "Show what it would do",
    plan: "What the import would do",
    plan_lead: "Nothing is done yet.",
    creates: |name| format!("Creates the namespace {name}."),
    changes: |name| {
        format!(
            "Changes the namespace {name}, which is there already. Whatever the document does not say of it is as when new."
        )
    },
    changes_nothing: |name| format!("The namespace {name} is as the document says already."),
    what_changes: "Changes",
    servers: "Servers",
    no_servers: "None",
    tools: "Tools",
    tool_counts: |off, changed| format!("{off} off, {changed} in other words"),
    missing: |n| {
        if n == 1 {
            "1 server is not here".to_owned()
        } else {
            format!("{n} servers are not here")
        }
    },
    missing_text: "The namespace can be imported without them. Or add them first, under these names, and look again:",
    left_out: "Some tools are left out",
    left_out_text: "Their servers belong to somebody else and have never listed them:",
    tool_of: |tool, server| format!("{tool} of {server}"),
    do_import: "Import",
    do_import_without: "Import without them",
    other_document: "Another document",
    part: |part| match part {
        NamespacePart::Description => "description",
        NamespacePart::Naming => "names that clients see",
        NamespacePart::Changes => "what happens when a server changes a tool",
        NamespacePart::Servers => "servers and their order",
        NamespacePart::Switches => "which servers are on",
        NamespacePart::Aliases => "aliases",
        NamespacePart::Tools => "which tools are on",
        NamespacePart::Overrides => "what is made of tools",
        NamespacePart::Middleware => "what is done with requests and answers",
    },
};
