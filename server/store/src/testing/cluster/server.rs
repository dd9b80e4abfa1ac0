//! A Postgres server in a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::programs::Programs;

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

/// A Postgres server in a folder. It listens on a socket in there only.
pub(in crate::testing) struct Server {
    programs: Programs,
    folder: PathBuf,
}

impl Server {
    /// The one in this folder, which may not be made yet.
    pub(in crate::testing) fn at(folder: PathBuf) -> Self {
        let programs = Programs::find();
        Self { programs, folder }
    }

    /// Where to connect to one of its databases.
    pub(in crate::testing) fn url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@localhost/{database}?host={}",
            self.folder.display()
        )
    }

    /// A program that connects to it as its administrator.
    pub(in crate::testing) fn client(&self, program: &str) -> Command {
        let mut command = self.programs.command(program);
        command.arg("--username=postgres").arg("--host").arg(&self.folder);
        command
    }

    /// Fills the folder, which is there and empty.
    pub(in crate::testing) fn make(&self) {
        self.programs.keep_private(&self.folder);
        self.programs.run_as_owner("initdb", |initdb| {
            initdb.args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ]);
            initdb.arg("--pgdata").arg(self.data())
        });
        let settings = format!(
            "{SETTINGS}unix_socket_directories = '{}'\n",
            self.folder.display()
        );
        fs::write(self.data().join("postgresql.auto.conf"), settings)
            .expect("the new server's folder is writable");
    }

    /// Starts it, and returns when it takes connections.
    pub(in crate::testing) fn start(&self) {
        self.programs.run_as_owner("pg_ctl", |pg_ctl| {
            pg_ctl
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(self.data());
            pg_ctl.arg("--log").arg(self.folder.join("log"))
        });
    }

    /// A process that stops it at once, without a word to anybody, when its input ends; and then ends itself.
    pub(in crate::testing) fn stopper(&self) -> Command {
        let mut shell = self.programs.as_owner(Path::new("sh"));
        let pg_ctl = self.programs.path("pg_ctl");
        shell
            .args([
                "-c",
                r#"read -r _; exec "$0" stop --mode=immediate --silent --pgdata "$1""#,
            ])
            .arg(pg_ctl)
            .arg(self.data());
        shell
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}
