//! Live logs: what processes of servers write on stderr, and the gateway's own events.

mod journal;
mod level;
mod plain;

use model::{LogFilter, LogLines, LogSource, LogsView, Permission, Reference, ServerId};
use tokio::sync::watch;

pub use self::{
    journal::{Journal, KEPT_BYTES, KEPT_LINES, LineSink, journal},
    plain::hide_tokens,
};
use crate::{
    Caller, Result,
    installation::Installation,
    services::Inner,
    visibility::{may_change, sees_all},
};

/// Lines that a page begins with.
const LATEST: usize = 500;
/// Lines that an open page is told at once.
const AT_ONCE: usize = 500;

/// Use cases of logs.
pub struct Logs<'a> {
    inner: &'a Inner,
}

impl<'a> Logs<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The latest lines that the caller may see: administrators all, others those of servers that they may change.
    pub async fn latest(&self, caller: &Caller, filter: LogFilter) -> Result<LogsView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let servers = installation.servers().iter();
        let mut servers: Vec<_> = servers
            .filter(|server| may_change(caller, *server))
            .map(|server| Reference {
                id: server.id,
                name: server.name.clone(),
            })
            .collect();
        servers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(LogsView {
            latest: self.read(caller, &installation, &filter, None, LATEST),
            servers,
            sees_gateway: sees_all(caller),
        })
    }

    /// The lines after the one with this number, for a page that is open.
    pub async fn after(&self, caller: &Caller, filter: &LogFilter, number: u64) -> Result<LogLines> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        Ok(self.read(caller, &installation, filter, Some(number), AT_ONCE))
    }

    /// All lines that are still known, to be kept elsewhere.
    pub async fn download(&self, caller: &Caller, filter: &LogFilter) -> Result<LogLines> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        Ok(self.read(caller, &installation, filter, None, usize::MAX))
    }

    /// The number of the latest line, told whenever there is another.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.inner.parts.journal.news()
    }

    fn read(
        &self,
        caller: &Caller,
        installation: &Installation,
        filter: &LogFilter,
        after: Option<u64>,
        most: usize,
    ) -> LogLines {
        let shows = |source| match source {
            LogSource::Gateway => sees_all(caller),
            LogSource::Server(id) => shows_server(caller, installation, id),
        };
        self.inner
            .parts
            .journal
            .read(after, most, |line| shows(line.source()) && filter.passes(line))
    }
}

/// Whose a deleted server was, or one that was only tried, is not known.
fn shows_server(caller: &Caller, installation: &Installation, id: ServerId) -> bool {
    match installation.server(id) {
        Some(server) => may_change(caller, server),
        None => sees_all(caller),
    }
}
