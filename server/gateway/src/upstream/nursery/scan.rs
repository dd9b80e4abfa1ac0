//! One look at all processes for everybody who wants one at the same time.

use std::sync::Arc;

use tokio::{sync::Mutex, task::spawn_blocking, time::Instant};

use crate::process::Table;

/// Looks at the system's processes.
#[derive(Default)]
pub(in crate::upstream) struct Scan(Mutex<Option<(Instant, Arc<Table>)>>);

impl Scan {
    /// All processes, at a moment after this was called. When two hundred servers are stopped at once, two looks are
    /// enough for all of them.
    pub(in crate::upstream) async fn table(&self) -> Arc<Table> {
        let asked = Instant::now();
        let mut latest = self.0.lock().await;
        if let Some((begun, table)) = &*latest
            && *begun > asked
        {
            return table.clone();
        }
        let begun = Instant::now();
        // It reads files. When the runtime ends, nobody asks any more.
        let table = Arc::new(spawn_blocking(Table::read).await.unwrap_or_default());
        *latest = Some((begun, table.clone()));
        table
    }
}
