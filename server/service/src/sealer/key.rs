//! Where the key comes from: a setting, or a file that only we can read.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use rand::Rng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 256 bits.
pub(super) type KeyBytes = Zeroizing<[u8; 32]>;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SealerError {
    /// The setting is not a key.
    #[error(
        "METAMCP_SECRET_KEY is not a key: set it to 32 random bytes as base64 or hex, such as the output of `openssl rand -base64 32`"
    )]
    BadKey,
    /// The file's content is not a key.
    #[error("{} holds no key: restore it from a backup, or move it away to get a new one (stored secrets then have to be entered again)", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("could not read the secret key from {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be made.
    #[error("could not write a new secret key to {}; set METAMCP_SECRET_KEY or choose another METAMCP_DATA_DIR", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Tells keys apart without telling anything about them.
pub(super) fn id(key: &KeyBytes) -> u8 {
    Sha256::digest([b"metamcp key id ".as_slice(), key.as_slice()].concat())[0]
}

/// Keys separated by commas or line breaks; `None` when one of them is no key or there is none.
pub(super) fn parse(text: &str) -> Option<Vec<KeyBytes>> {
    let words = text
        .split([',', '\n', '\r'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    let keys = words.map(parse_one).collect::<Option<Vec<_>>>()?;
    (!keys.is_empty()).then_some(keys)
}

fn parse_one(text: &str) -> Option<KeyBytes> {
    const EITHER_PADDING: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING);
    let bytes = if text.len() == 64 {
        hex::decode(text).ok()
    } else {
        BASE64.decode(text.replace('-', "+").replace('_', "/")).ok()
    };
    let bytes: [u8; 32] = Zeroizing::new(bytes?).as_slice().try_into().ok()?;
    Some(Zeroizing::new(bytes))
}

/// The keys in the file; a new one when there is no file.
pub(super) fn from_file(path: &Path) -> Result<Vec<KeyBytes>, SealerError> {
    let unreadable = |source| SealerError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(path).map_err(|source| SealerError::Unwritable {
                path: path.to_owned(),
                source,
            })?;
            fs::read_to_string(path).map_err(unreadable)?
        }
        Err(error) => return Err(unreadable(error)),
    };
    warn_when_others_can_read(path);
    parse(&Zeroizing::new(text)).ok_or_else(|| SealerError::BadFile {
        path: path.to_owned(),
    })
}

/// Writes a random key so that the file appears complete or not at all, and only one of several processes wins.
fn create(path: &Path) -> io::Result<()> {
    let key: KeyBytes = Zeroizing::new(rand::rng().random());
    let half_done = path.with_extension(format!("{}.new", crate::mint::text(8)));
    let written = write_private(&half_done, &Zeroizing::new(hex::encode(key.as_slice())));
    // A link fails when the name exists, a renaming would replace the other process's key.
    let linked = written.and_then(|()| match fs::hard_link(&half_done, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = fs::remove_file(&half_done);
    linked.and(removed)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    // A key that is lost in a power cut takes all secrets with it.
    file.sync_all()
}

#[cfg(unix)]
fn warn_when_others_can_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0) {
        tracing::warn!(file = %path.display(), "others can read the secret key; run chmod 600 on it");
    }
}

#[cfg(not(unix))]
fn warn_when_others_can_read(_path: &Path) {}
