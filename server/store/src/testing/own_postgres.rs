//! A Postgres of one test, which takes it away and gives it back.

use std::process::{Child, Stdio};

use tempfile::TempDir;

use super::cluster::Server;

/// A Postgres of one test. It ends with the test's process at the latest.
pub struct OwnPostgres {
    server: Server,
    /// Stops it when nobody holds its input any more, whatever happens to the test.
    stopper: Option<Child>,
    /// Removed with it.
    _folder: TempDir,
}

impl OwnPostgres {
    /// A new one that runs.
    ///
    /// # Panics
    /// When it cannot be made; without Postgres, the message says what to install.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let server = Server::at(folder.path().to_owned());
        server.make();
        let mut postgres = Self {
            server,
            stopper: None,
            _folder: folder,
        };
        postgres.give_back();
        postgres
    }

    /// A database without tables.
    pub fn url(&self) -> String {
        self.server.url("postgres")
    }

    /// Stops it without a word to those who are connected.
    ///
    /// # Panics
    /// When it does not stop.
    pub fn take_away(&mut self) {
        let mut stopper = self.stopper.take().expect("it runs");
        drop(stopper.stdin.take());
        let ended = stopper.wait().expect("the shell is waited for");
        assert!(ended.success(), "it could not be stopped");
    }

    /// Starts it again.
    ///
    /// # Panics
    /// When it runs already or does not start.
    pub fn give_back(&mut self) {
        assert!(self.stopper.is_none(), "it runs");
        self.server.start();
        let mut stopper = self.server.stopper();
        stopper.stdin(Stdio::piped()).stdout(Stdio::null());
        self.stopper = Some(stopper.spawn().expect("there is a shell"));
    }

    /// The answer to a question in SQL, as text.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn ask(&self, sql: &str) -> String {
        let mut psql = self.server.client("psql");
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]);
        let output = psql.output().expect("psql runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}: {complaint}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if self.stopper.is_some() {
            self.take_away();
        }
    }
}
