//! Words of the pages of API keys.

use model::{KeyOverlap, KeyReach};

/// Words of the page of API keys.
pub struct ApiKeysMessages {
    pub title: &'static str,
    pub one: &'static str,
    pub lead: &'static str,
    pub create: &'static str,
    pub name_hint: &'static str,
    pub name_example: &'static str,
    pub private_hint: &'static str,
    pub public_hint: &'static str,
    pub search: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub active: &'static str,
    pub active_count: fn(usize) -> String,
    pub last_used: &'static str,
    pub created_title: fn(&str) -> String,
    pub created_text: &'static str,
    pub created_done: &'static str,
    pub shown_before: &'static str,
    pub delete_title: fn(&str) -> String,
    pub delete_text: &'static str,
    pub delete_button: &'static str,
    pub edit: &'static str,
    pub state: &'static str,
    pub expired: &'static str,
    pub limited: &'static str,
    pub limits: &'static str,
    pub limits_lead: &'static str,
    pub reach: &'static str,
    pub reach_everywhere: &'static str,
    pub reach_chosen: &'static str,
    pub endpoints: &'static str,
    pub endpoints_hint: &'static str,
    pub namespaces: &'static str,
    pub namespaces_hint: &'static str,
    pub no_places: &'static str,
    pub tools: &'static str,
    pub tools_hint: &'static str,
    pub last_day: &'static str,
    pub last_day_hint: &'static str,
    pub rotate: &'static str,
    pub rotate_lead: &'static str,
    pub overlap: &'static str,
    pub overlap_hint: &'static str,
    pub overlap_none: &'static str,
    pub overlap_hour: &'static str,
    pub overlap_day: &'static str,
    pub overlap_week: &'static str,
    pub replaced_until: &'static str,
}

impl ApiKeysMessages {
    /// Where a key is accepted.
    pub const fn reach_name(&self, reach: KeyReach) -> &'static str {
        match reach {
            KeyReach::Everywhere => self.reach_everywhere,
            KeyReach::Chosen => self.reach_chosen,
        }
    }

    /// How long a text that was replaced is still accepted.
    pub const fn overlap_name(&self, overlap: KeyOverlap) -> &'static str {
        match overlap {
            KeyOverlap::None => self.overlap_none,
            KeyOverlap::Hour => self.overlap_hour,
            KeyOverlap::Day => self.overlap_day,
            KeyOverlap::Week => self.overlap_week,
        }
    }
}
