//! One Postgres for all test processes of a user: the first starts it, and some seconds after the last ended it
//! is stopped and removed.
//!
//! Under nextest every test is a process, any of which may be killed, so nobody is responsible for the end but a
//! small shell script that outlives them. It holds a lock, by which others know that the cluster is alive.

mod programs;
mod server;

use std::{
    fs::{self, File, TryLockError},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{self, Stdio},
    sync::OnceLock,
};

pub(super) use self::server::Server;

const WATCHDOG: &str = include_str!("watchdog.sh");

/// Of the server, in that of the cluster.
const FOLDER: &str = "cluster";

/// A running cluster.
pub(super) struct Cluster {
    root: PathBuf,
    server: Server,
}

impl Cluster {
    /// The cluster, started if nobody did. It runs at least as long as this process.
    pub(super) fn of_this_process() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Self::join)
    }

    /// Where to connect to a database of the cluster.
    pub(super) fn url(&self, database: &str) -> String {
        self.server.url(database)
    }

    /// One process at a time; until the file is dropped.
    pub(super) fn take_turn(&self) -> File {
        take_turn(&self.root)
    }

    /// Removes a database and ends its connections.
    pub(super) fn drop_database(&self, name: &str) {
        let mut dropdb = self.server.client("dropdb");
        dropdb.args(["--force", "--if-exists", name]);
        // It goes with the cluster at the latest.
        let _ = dropdb.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    fn join() -> Self {
        let root = std::env::temp_dir().join(format!("metamcp-test-postgres-{}", nix::unistd::geteuid()));
        fs::create_dir_all(root.join("users")).expect("there is a place for temporary files");
        let cluster = Self {
            server: Server::at(root.join(FOLDER)),
            root,
        };
        let _turn = cluster.take_turn();
        let alive = lock_file(&cluster.root.join("alive.lock"));
        // First the name in the book, then the look whether it is open: the watchdog does it the other way round.
        fs::write(cluster.root.join("users").join(process::id().to_string()), "")
            .expect("the folder is writable");
        match alive.try_lock() {
            Ok(()) => cluster.start(alive),
            Err(TryLockError::WouldBlock) => {
                if cluster.root.join("closing").exists() {
                    alive.lock().expect("locks work here");
                    cluster.start(alive);
                }
            }
            Err(TryLockError::Error(error)) => panic!("could not lock {}: {error}", cluster.root.display()),
        }
        cluster
    }

    #[expect(clippy::zombie_processes, reason = "the watchdog outlives this process")]
    fn start(&self, alive: File) {
        let folder = self.root.join(FOLDER);
        // Of a watchdog that was killed.
        for remains in [&self.root.join("closing"), &folder] {
            let _ = fs::remove_file(remains);
            let _ = fs::remove_dir_all(remains);
        }
        fs::create_dir(&folder).expect("the folder of the cluster can be made");
        self.server.make();
        self.server.start();
        process::Command::new("sh")
            .args(["-c", WATCHDOG])
            .current_dir(&self.root)
            .stdin(alive)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Whoever ends this test with all its children must not end the watchdog.
            .process_group(0)
            .spawn()
            .expect("there is a shell");
    }
}

fn take_turn(root: &Path) -> File {
    let file = lock_file(&root.join("turn.lock"));
    file.lock().expect("locks work here");
    file
}

fn lock_file(path: &Path) -> File {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .expect("the folder is writable")
}
