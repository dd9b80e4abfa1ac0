//! Words of the namespaces pages.

use model::NamingPolicy;

/// Words of the namespaces pages.
pub struct NamespacesMessages {
    pub title: &'static str,
    pub one: &'static str,
    pub lead: &'static str,
    pub create: &'static str,
    pub search: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub tools_on: fn(usize, usize) -> String,
    pub counts: fn(usize, usize, usize) -> String,
    pub not_published: &'static str,
    /// The servers that stand for it.
    pub as_server: &'static str,
    pub publish: &'static str,
    pub name_hint: &'static str,
    pub description_hint: &'static str,
    pub servers_hint: &'static str,
    pub alias_of: fn(&str) -> String,
    pub naming: &'static str,
    pub naming_always: &'static str,
    pub naming_always_hint: &'static str,
    pub naming_on_collision: &'static str,
    pub naming_on_collision_hint: &'static str,
    pub naming_never: &'static str,
    pub naming_never_hint: &'static str,
    pub no_servers_title: &'static str,
    pub no_servers_text: &'static str,
    pub move_up: fn(&str) -> String,
    pub move_down: fn(&str) -> String,
    pub new_lead: &'static str,
    pub edit_title: &'static str,
    pub edit_lead: &'static str,
    pub delete_title: fn(&str) -> String,
    pub delete_text: &'static str,
    pub delete_button: &'static str,
    pub in_use_title: fn(&str) -> String,
    pub in_use_text: &'static str,
    pub in_use_as_server: &'static str,
    pub search_tools: &'static str,
    pub bad_pattern: &'static str,
    pub select: &'static str,
    pub select_tool: fn(&str) -> String,
    pub selected: fn(usize) -> String,
    pub switch: &'static str,
    pub original: &'static str,
    pub exposed: &'static str,
    pub hidden: &'static str,
    pub without_servers_title: &'static str,
    pub without_servers_text: &'static str,
    pub choose_servers: &'static str,
}

impl NamespacesMessages {
    /// When names begin with the server's.
    pub const fn naming_name(&self, naming: NamingPolicy) -> &'static str {
        match naming {
            NamingPolicy::Always => self.naming_always,
            NamingPolicy::OnCollision => self.naming_on_collision,
            NamingPolicy::Never => self.naming_never,
        }
    }

    /// What that means.
    pub const fn naming_hint(&self, naming: NamingPolicy) -> &'static str {
        match naming {
            NamingPolicy::Always => self.naming_always_hint,
            NamingPolicy::OnCollision => self.naming_on_collision_hint,
            NamingPolicy::Never => self.naming_never_hint,
        }
    }
}
