//! Words that several pages use, the layout and the states of things.

use crate::i18n::common::{AgoMessages, CommonMessages, LayoutMessages, NoticeMessages, StateMessages};

pub(super) const COMMON: CommonMessages = CommonMessages {
    save: "Save",
    create: "Create",
    edit: "Edit",
    delete: "Delete",
    cancel: "Cancel",
    retry: "Try again",
    refresh: "Refresh",
    search: "Search",
    copy: "Copy",
    copied: "Copied",
    close: "Close",
    actions: "Actions",
    download: "Download",
    turn_on: "Turn on",
    turn_off: "Turn off",
    name: "Name",
    description: "Description",
    visibility: "Visibility",
    private: "Private",
    private_hint: "Only you and administrators see it.",
    public: "Public",
    public_hint: "Everyone in this installation sees it.",
    state: "State",
    all: "All",
    on: "On",
    off: "Off",
    optional: "optional",
    created_at: "Created",
    updated_at: "Changed",
    never: "Never",
    loading: "Loading",
    details: "Details",
    copy_id: "Copy ID",
    actions_for: |name| format!("Actions for {name}"),
    nothing_found: "Nothing is found.",
    show_all: "Show all",
    tools: |n| {
        if n == 1 {
            "1 tool".to_owned()
        } else {
            format!("{n} tools")
        }
    },
    kind_stdio: "Command",
    kind_sse: "HTTP+SSE (old)",
    kind_streamable_http: "Streamable HTTP",
    kind_namespace: "Namespace of this installation",
    role_viewer: "Viewer",
    role_member: "Member",
    role_admin: "Administrator",
    states: StateMessages {
        idle: "Idle, starts on first call",
        connecting: "Connecting",
        ready: "Ready",
        degraded: "Works, with recent failures",
        backoff: "Failing",
        disabled: "Off",
        next_try: |when| format!("next try {when}"),
    },
    ago: AgoMessages {
        now: "just now",
        minutes: |n| format!("{n} min ago"),
        hours: |n| format!("{n} h ago"),
        days: |n| {
            if n == 1 {
                "yesterday".to_owned()
            } else {
                format!("{n} days ago")
            }
        },
        soon: "now",
        in_seconds: |n| format!("in {n} s"),
        in_minutes: |n| format!("in {n} min"),
    },
    notices: NoticeMessages {
        created: "Created.",
        saved: "Saved.",
        deleted: "Deleted.",
        imported: "Imported.",
        turned_on: "Turned on.",
        turned_off: "Turned off.",
        disconnected: "Disconnected.",
        session_ended: "Signed out there.",
        password_changed: "The new password counts from now on.",
        link_revoked: "The link opens nothing any more.",
        signed_out: "You are signed out.",
    },
    layout: LayoutMessages {
        skip_to_content: "Skip to content",
        main_navigation: "Main",
        breadcrumb: "Breadcrumb",
        open_menu: "Menu",
        overview: "Overview",
        servers: "Servers",
        namespaces: "Namespaces",
        endpoints: "Endpoints",
        api_keys: "API keys",
        people: "People",
        quick_connect: "Quick connect",
        account: "Account",
        sign_out: "Sign out",
        language: "Language",
        theme: "Theme",
        theme_system: "System",
        theme_light: "Light",
        theme_dark: "Dark",
        apply: "Apply",
    },
};
