//! The gateway's side of the keeper: starts it, tells it of trees, and replaces it when it is gone.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use tracing::{error, info};

use crate::helper::{KEEP, News, WORD};

/// The keeper of this gateway.
pub(super) struct Keeper {
    helper: PathBuf,
    grace: Duration,
    process: Option<Child>,
    /// What a new one has to know, by mark.
    trees: BTreeMap<String, String>,
    /// Whoever reads the log was told that there is none.
    is_missed: bool,
}

impl Keeper {
    /// None yet; it is started with the first tree.
    pub(super) fn new(helper: PathBuf, grace: Duration) -> Self {
        Self {
            helper,
            grace,
            process: None,
            trees: BTreeMap::new(),
            is_missed: false,
        }
    }

    /// Its process.
    pub(super) fn pid(&self) -> Option<i32> {
        i32::try_from(self.process.as_ref()?.id()).ok()
    }

    /// Tells it something, if need be a new one.
    pub(super) fn tell(&mut self, news: News) {
        // Fails for paths that are no text, and then the keeper cannot be told of the tree.
        let Ok(line) = serde_json::to_string(&news) else {
            return;
        };
        match news {
            News::Tree { id, .. } => self.trees.insert(id.mark, line.clone()),
            News::Gone(mark) => self.trees.remove(&mark),
        };
        if self.process.is_none() || self.write(&line).is_err() {
            self.replace();
        }
    }

    /// Replaces it if it is gone.
    pub(super) fn see_to_it(&mut self) {
        let is_there = match &mut self.process {
            Some(process) => matches!(process.try_wait(), Ok(None)),
            None => self.trees.is_empty(),
        };
        if !is_there {
            self.replace();
        }
    }

    /// Lets it do its work and waits until it is gone.
    pub(super) fn end(mut self) {
        if let Some(mut process) = self.process.take() {
            drop(process.stdin.take());
            // It ends within a bounded time.
            let _ = process.wait();
        }
    }

    /// Starts one that knows all trees.
    fn replace(&mut self) {
        if let Some(mut old) = self.process.take() {
            info!("the keeper of server processes is gone and is replaced");
            // One that hangs must not end what the new one keeps, when it wakes up.
            let _ = old.kill();
            let _ = old.wait();
        }
        match self.start() {
            Ok(()) => self.is_missed = false,
            Err(error) => {
                self.process = None;
                if !std::mem::replace(&mut self.is_missed, true) {
                    error!(%error, "without a keeper, server processes may be left behind should the gateway be killed");
                }
            }
        }
    }

    fn start(&mut self) -> io::Result<()> {
        let process = Command::new(&self.helper)
            .args([WORD, KEEP])
            .arg(self.grace.as_millis().to_string())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(stdin) = &process.stdin {
            // One that does not read must not stop us.
            fcntl(stdin, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        self.process = Some(process);
        let trees: Vec<String> = self.trees.values().cloned().collect();
        trees.iter().try_for_each(|line| self.write(line))
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let stdin = self.process.as_mut().and_then(|process| process.stdin.as_mut());
        let stdin = stdin.ok_or(io::ErrorKind::BrokenPipe)?;
        stdin.write_all(format!("{line}\n").as_bytes())
    }
}
