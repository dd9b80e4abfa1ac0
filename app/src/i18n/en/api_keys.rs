//! Words of the page of API keys.

use crate::i18n::api_keys::ApiKeysMessages;

pub(super) const API_KEYS: ApiKeysMessages = ApiKeysMessages {
    title: "API keys",
    one: "API key",
    lead: "Clients present one to get into an endpoint.",
    create: "Create key",
    name_hint: "For people: where it is used, or by whom.",
    name_example: "Laptop, Cursor",
    private_hint: "Opens public endpoints and your own.",
    public_hint: "Opens public endpoints only.",
    search: "Filter by name",
    empty_title: "No keys yet",
    empty_text: "Make one for each client, so that you can switch one off without touching the others.",
    active: "Active",
    active_count: |n| format!("{n} active"),
    last_used: "Last used",
    created_title: |name| format!("The key {name} is made"),
    created_text: "Copy it now. It is shown this once: only its fingerprint is stored.",
    created_done: "I have copied it",
    shown_before: "This key was shown before and cannot be shown again. If it is lost, delete it and make another.",
    delete_title: |name| format!("Delete the key {name}?"),
    delete_text: "Clients that use it are refused from now on. To refuse them for a while, switch it off instead.",
    delete_button: "Delete key",
};
