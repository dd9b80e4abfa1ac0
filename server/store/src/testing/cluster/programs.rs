//! The programs of an installed Postgres, and who may run them.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Seek},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nix::unistd::{User, geteuid};

const INSTALL: &str = "the tests start a Postgres (15 or newer) of their own, and none is installed here: \
    `apt-get install postgresql` on Debian and Ubuntu, `brew install postgresql` on macOS";

/// Versioned folders in these hold the programs.
const PLACES: [&str; 4] = [
    "/usr/lib/postgresql",
    "/usr/pgsql",
    "/opt/homebrew/opt",
    "/usr/local/opt",
];

/// The programs of an installed Postgres.
pub(super) struct Programs {
    folder: PathBuf,
    /// Postgres refuses to run as root; its package makes a user for it.
    owner: Option<User>,
}

impl Programs {
    /// The newest installation.
    pub(super) fn find() -> Self {
        let folder = told_by_pg_config()
            .or_else(newest_in_usual_places)
            .expect(INSTALL);
        let owner = geteuid().is_root().then(|| {
            let user = User::from_name("postgres").expect("the list of users can be read");
            user.expect("tests that run as root need a user `postgres`, which the package `postgresql` makes")
        });
        Self { folder, owner }
    }

    pub(super) fn command(&self, program: &str) -> Command {
        Command::new(self.path(program))
    }

    /// Where a program is.
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// Any program, to be run as the owner of the cluster.
    pub(super) fn as_owner(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some(owner) = &self.owner {
            command.uid(owner.uid.as_raw()).gid(owner.gid.as_raw());
        }
        command.current_dir("/");
        command
    }

    /// Runs a program to its end as the owner of the cluster, and shows what it said if it fails.
    pub(super) fn run_as_owner(&self, program: &str, arguments: impl FnOnce(&mut Command) -> &mut Command) {
        let mut command = self.as_owner(&self.path(program));
        // A file, not a pipe: what the server inherits stays open as long as it runs.
        let mut said = tempfile::tempfile().expect("there is a place for temporary files");
        let [out, err] =
            [said.try_clone(), said.try_clone()].map(|file| file.expect("a file can be opened twice"));
        let ended = arguments(&mut command)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .status();
        let ended = ended.unwrap_or_else(|error| panic!("could not run {program}: {error}"));
        if !ended.success() {
            said.rewind().expect("it is a file");
            let said = io::read_to_string(said).unwrap_or_default();
            panic!("{program} failed ({ended}): {said}");
        }
    }

    /// A folder for the owner of the cluster only.
    pub(super) fn keep_private(&self, path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("it is ours");
        if let Some(owner) = &self.owner {
            std::os::unix::fs::chown(path, Some(owner.uid.as_raw()), Some(owner.gid.as_raw()))
                .expect("root may give it away");
        }
    }
}

fn told_by_pg_config() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim());
    has_server(&folder).then_some(folder)
}

fn newest_in_usual_places() -> Option<PathBuf> {
    let versions = PLACES
        .iter()
        .filter_map(|place| fs::read_dir(place).ok())
        .flatten()
        .flatten();
    versions
        .map(|version| version.path().join("bin"))
        .filter(|folder| has_server(folder))
        .max_by_key(|folder| version_of(folder))
}

fn has_server(folder: &Path) -> bool {
    folder.join("initdb").is_file()
}

/// `/usr/lib/postgresql/15/bin` and `/opt/homebrew/opt/postgresql@15/bin` are version 15.
fn version_of(folder: &Path) -> u32 {
    let name = folder
        .parent()
        .and_then(Path::file_name)
        .and_then(OsStr::to_str)
        .unwrap_or_default();
    name.chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap_or(0)
}
