//! Knows a `SQLite` file again.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// The file that was opened.
#[derive(Debug)]
pub(crate) struct DatabaseFile {
    path: PathBuf,
    identity: Identity,
}

/// Device and inode.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = ();

impl DatabaseFile {
    /// The file at this path now.
    pub(crate) fn at(path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match identity(&path) {
            Ok(identity) => Ok(Self { path, identity }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::Missing { path }),
            Err(error) => Err(Error::Unopenable(crate::error::cause(error))),
        }
    }

    /// The file is still where it was opened. On Unix an open file outlives its name: after someone deleted or
    /// replaced it, everything would seem to be saved and would be gone at the next start.
    pub(crate) fn check_in_place(&self) -> Result<(), Error> {
        // One look at a directory entry that is in memory; not worth a thread of the blocking pool.
        match identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            _ => Err(Error::Gone {
                path: self.path.clone(),
            }),
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(drop)
}
