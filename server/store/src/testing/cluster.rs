//! One Postgres for all test processes of a user: the first starts it, and some seconds after the last ended it
//! is stopped and removed.
//!
//! Under nextest every test is a process, any of which may be killed, so nobody is responsible for the end but a
//! small shell script that outlives them. It holds a lock, by which others know that the cluster is alive.

mod programs;

use std::{
    fs::{self, File, TryLockError},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{self, Stdio},
    sync::OnceLock,
};

use self::programs::Programs;

const WATCHDOG: &str = include_str!("watchdog.sh");

/// Durability is not tested here; speed is.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
shared_buffers = 32MB
";

/// A running cluster.
pub(super) struct Cluster {
    root: PathBuf,
    programs: Programs,
}

impl Cluster {
    /// The cluster, started if nobody did. It runs at least as long as this process.
    pub(super) fn of_this_process() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Self::join)
    }

    /// Where to connect to a database of the cluster. It listens on a socket in its folder only.
    pub(super) fn url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@localhost/{database}?host={}",
            self.folder().display()
        )
    }

    /// One process at a time; until the file is dropped.
    pub(super) fn take_turn(&self) -> File {
        take_turn(&self.root)
    }

    /// Removes a database and ends its connections.
    pub(super) fn drop_database(&self, name: &str) {
        let mut dropdb = self.programs.command("dropdb");
        dropdb
            .args(["--force", "--if-exists", "--username=postgres", "--host"])
            .arg(self.folder())
            .arg(name);
        // It goes with the cluster at the latest.
        let _ = dropdb.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    fn join() -> Self {
        let programs = Programs::find();
        let root = std::env::temp_dir().join(format!("metamcp-test-postgres-{}", nix::unistd::geteuid()));
        fs::create_dir_all(root.join("users")).expect("there is a place for temporary files");
        let cluster = Self { root, programs };
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
        let folder = self.folder();
        let data = folder.join("data");
        // Of a watchdog that was killed.
        for remains in ["closing", "cluster"].map(|name| self.root.join(name)) {
            let _ = fs::remove_file(&remains);
            let _ = fs::remove_dir_all(&remains);
        }
        self.programs.make_private_folder(&folder);
        self.programs.run_as_owner("initdb", |initdb| {
            initdb.args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ]);
            initdb.arg("--pgdata").arg(&data)
        });
        let settings = format!("{SETTINGS}unix_socket_directories = '{}'\n", folder.display());
        fs::write(data.join("postgresql.auto.conf"), settings).expect("the new cluster is writable");
        self.programs.run_as_owner("pg_ctl", |pg_ctl| {
            pg_ctl
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(&data);
            pg_ctl.arg("--log").arg(folder.join("log"))
        });
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

    fn folder(&self) -> PathBuf {
        self.root.join("cluster")
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
