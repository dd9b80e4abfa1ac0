//! Words of the namespaces pages.

use crate::i18n::namespaces::NamespacesMessages;

pub(super) const NAMESPACES: NamespacesMessages = NamespacesMessages {
    title: "Namespaces",
    one: "Namespace",
    lead: "Servers grouped, with the tools that clients may see.",
    create: "Create namespace",
    search: "Filter by name or server",
    empty_title: "No namespaces yet",
    empty_text: "A namespace groups servers and decides which of their tools clients see. Quick connect makes one for you.",
    tools_on: |on, total| {
        if total == 0 {
            "No tools".to_owned()
        } else {
            format!("{on} of {total} on")
        }
    },
    counts: |servers, on, total| {
        let noun = if servers == 1 { "server" } else { "servers" };
        if total == 0 {
            format!("{servers} {noun} · no tools")
        } else {
            format!("{servers} {noun} · {on} of {total} tools on")
        }
    },
    not_published: "Not published",
    as_server: "As a server",
    publish: "Publish",
    name_hint: "Letters, digits, - and _.",
    description_hint: "Clients get it as instructions.",
    servers_hint: "Clients see the tools in the order of this list. Beside a chosen server is its alias, which stands before the names of its tools and prompts; leave it empty for nothing.",
    alias_of: |name| format!("Alias of {name}"),
    naming: "Names that clients see",
    naming_always: "Always with the server",
    naming_always_hint: "time__now. A name stays what it is, whatever else is added.",
    naming_on_collision: "With the server where needed",
    naming_on_collision_hint: "now, and time__now as soon as another server has a now too.",
    naming_never: "Never with the server",
    naming_never_hint: "now. Two servers that use the same name cannot both be on.",
    no_servers_title: "No servers to choose from",
    no_servers_text: "You can create the namespace empty and add servers later.",
    move_up: |name| format!("Move {name} up"),
    move_down: |name| format!("Move {name} down"),
    new_lead: "Choose servers now; tools are switched on its page afterwards.",
    edit_title: "Edit namespace",
    edit_lead: "Servers that stay keep their switches. Connected clients are told at once.",
    delete_title: |name| format!("Delete the namespace {name}?"),
    delete_text: "The choice of its tools is lost. Its servers stay.",
    delete_button: "Delete namespace",
    in_use_title: |name| format!("{name} cannot be deleted yet"),
    in_use_text: "These endpoints publish it. Let them publish another namespace, or delete them first:",
    in_use_as_server: "These servers stand for it. Let them stand for another namespace, or delete them first:",
    search_tools: "Search tools, /regex/ too",
    bad_pattern: "What is between the slashes is not a regular expression.",
    select: "Select",
    select_tool: |name| format!("Select {name}"),
    selected: |n| {
        if n == 0 {
            "Select all".to_owned()
        } else {
            format!("{n} selected")
        }
    },
    switch: "On or off",
    original: "Original",
    exposed: "Clients see",
    hidden: "hidden",
    without_servers_title: "No servers in this namespace",
    without_servers_text: "Choose the servers whose tools its clients should see.",
    choose_servers: "Choose servers",
};
