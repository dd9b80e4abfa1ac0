//! The gateway's side of the keeper: starts it, tells it of trees, and replaces it when it is gone.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use tracing::{error, info};

use crate::helper::{KEEP, News, WORD};

/// One that has not read for so long hangs.
const PATIENCE: Duration = Duration::from_secs(1);

/// Between two attempts to write to one that does not read.
const POLL: Duration = Duration::from_millis(1);

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
        if self.discard() {
            info!("the keeper of server processes is gone and is replaced");
        }
        match self.start() {
            Ok(()) => self.is_missed = false,
            Err(error) => {
                self.discard();
                if !std::mem::replace(&mut self.is_missed, true) {
                    error!(%error, "without a keeper, server processes may be left behind should the gateway be killed");
                }
            }
        }
    }

    /// Ends it without a chance to do its work: the servers go on.
    fn discard(&mut self) -> bool {
        let Some(mut process) = self.process.take() else {
            return false;
        };
        // Fails when it has ended already.
        let _ = process.kill();
        let _ = process.wait();
        true
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
        let line = format!("{line}\n");
        let mut rest = line.as_bytes();
        let deadline = Instant::now() + PATIENCE;
        while !rest.is_empty() {
            match stdin.write(rest) {
                Ok(written) => rest = &rest[written..],
                // A new one that has to know many trees may still be starting.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && Instant::now() < deadline => {
                    thread::park_timeout(POLL);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

    use super::Keeper;
    use crate::{helper::News, process::TreeId};

    fn tree(number: usize) -> News {
        let id = TreeId {
            mark: format!("{number:032}"),
            leader: None,
        };
        News::Tree { id, folder: None }
    }

    #[test]
    fn a_new_one_hears_of_every_tree_even_if_it_reads_late() {
        let folder = tempfile::tempdir().expect("a directory");
        let helper = folder.path().join("helper");
        // Writes what it hears to a file that is named after it.
        fs::write(
            &helper,
            "#!/bin/sh\nread first\necho \"$first\" > \"$0.$$\"\ncat >> \"$0.$$\"\n",
        )
        .expect("writes");
        fs::set_permissions(&helper, fs::Permissions::from_mode(0o700)).expect("may be run");
        let mut keeper = Keeper::new(helper.clone(), Duration::ZERO);
        // More than a pipe holds.
        let count = 1500;
        for number in 0..count {
            keeper.tell(tree(number));
        }
        let first = keeper.pid().expect("runs");
        keeper.tell(News::Gone(format!("{:032}", 7)));
        assert!(keeper.discard());
        keeper.see_to_it();
        let second = keeper.pid().expect("runs");
        assert_ne!(first, second);
        keeper.end();
        let heard = fs::read_to_string(format!("{}.{second}", helper.display())).expect("was written");
        assert_eq!(heard.lines().count(), count - 1);
    }

    #[test]
    fn a_helper_that_is_missing_stops_nothing() {
        let mut keeper = Keeper::new("/does/not/exist".into(), Duration::ZERO);
        keeper.tell(tree(1));
        keeper.see_to_it();
        assert!(keeper.pid().is_none() && keeper.is_missed);
        keeper.end();
    }
}
