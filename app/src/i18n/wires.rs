//! Words of recordings of the wires.

use model::WireSide;

/// Words of recordings of the wires.
pub struct WiresMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub begin: &'static str,
    pub begin_lead: &'static str,
    pub no_endpoints: &'static str,
    pub watch: &'static str,
    pub endpoint: &'static str,
    pub recordings: &'static str,
    pub recording: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub state: &'static str,
    pub running: &'static str,
    pub over: &'static str,
    pub began: &'static str,
    pub entries: &'static str,
    pub so_many: fn(u64) -> String,
    pub forgotten: fn(u64) -> String,
    pub missed: fn(u64) -> String,
    pub stop: &'static str,
    pub remove: &'static str,
    pub time_line: &'static str,
    pub search: &'static str,
    pub side: &'static str,
    pub side_client: &'static str,
    pub side_server: &'static str,
    pub errors: &'static str,
    pub error: &'static str,
    pub earlier: &'static str,
    pub nothing_title: &'static str,
    pub nothing_text: &'static str,
    pub time: &'static str,
    pub wire: &'static str,
    pub what: &'static str,
    pub size: &'static str,
    pub client: &'static str,
    pub gateway: &'static str,
    pub session: &'static str,
    pub exchange: &'static str,
    pub only_exchange: fn(u64) -> String,
    pub whole_time_line: fn(u64) -> String,
    pub rewritten: &'static str,
    pub before: &'static str,
    pub connecting: &'static str,
    pub server: &'static str,
    pub after: &'static str,
    pub entry: &'static str,
    pub facts: &'static str,
    pub headers: &'static str,
    pub body: &'static str,
    pub bytes: fn(u64) -> String,
    pub masked: &'static str,
    pub cut: &'static str,
}

impl WiresMessages {
    /// A side of the gateway.
    pub fn side_of(&self, side: WireSide) -> &'static str {
        match side {
            WireSide::Client => self.side_client,
            WireSide::Server => self.side_server,
        }
    }
}
