//! Where a test's database is, for as long as the test runs.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::cluster::Cluster;

/// Where a test's database is. Dropping it removes the database.
pub struct Place {
    url: String,
    kind: Kind,
}

enum Kind {
    Folder { folder: TempDir, file: PathBuf },
    Database { cluster: &'static Cluster, name: String },
}

impl Place {
    pub(super) fn file(folder: TempDir) -> Self {
        let file = folder.path().join("metamcp.db");
        Self {
            url: format!("sqlite://{}", file.display()),
            kind: Kind::Folder { folder, file },
        }
    }

    pub(super) fn database(cluster: &'static Cluster, name: String) -> Self {
        Self {
            url: cluster.url(&name),
            kind: Kind::Database { cluster, name },
        }
    }

    /// As in `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file of `SQLite`.
    pub fn path(&self) -> Option<&Path> {
        match &self.kind {
            Kind::Folder { file, .. } => Some(file),
            Kind::Database { .. } => None,
        }
    }

    /// The folder of the file of `SQLite`, with nothing else in it.
    pub fn folder(&self) -> Option<&Path> {
        match &self.kind {
            Kind::Folder { folder, .. } => Some(folder.path()),
            Kind::Database { .. } => None,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A folder goes by itself.
        if let Kind::Database { cluster, name } = &self.kind {
            cluster.drop_database(name);
        }
    }
}
