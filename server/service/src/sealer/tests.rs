use std::fs;

use tempfile::TempDir;

use super::{OpenError, Sealer, SealerError};

const OLD: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const NEW: &str = "//////////////////////////////////////////8=";

fn sealer(key: &str) -> Sealer {
    Sealer::load(Some(key), "unused".as_ref()).expect("a key")
}

#[test]
fn opens_what_it_sealed_and_never_writes_the_same_twice() {
    let sealer = sealer(OLD);
    let ciphertext = sealer.seal(b"place", b"s3cret");
    assert_eq!(sealer.open(b"place", &ciphertext).expect("opens"), b"s3cret");
    assert_ne!(ciphertext, sealer.seal(b"place", b"s3cret"));
    assert!(!ciphertext.windows(6).any(|window| window == b"s3cret"));
}

#[test]
fn refuses_what_was_tampered_with_in_any_byte() {
    let sealer = sealer(OLD);
    let ciphertext = sealer.seal(b"place", b"s3cret");
    for at in 0..ciphertext.len() {
        let mut bad = ciphertext.clone();
        bad[at] ^= 1;
        assert!(sealer.open(b"place", &bad).is_err(), "byte {at}");
        assert_eq!(
            sealer.open(b"place", &ciphertext[..at]),
            Err(OpenError::Damaged),
            "cut at {at}"
        );
    }
    assert_eq!(sealer.open(b"elsewhere", &ciphertext), Err(OpenError::Damaged));
}

#[test]
fn a_rotated_key_still_opens_and_a_foreign_one_does_not() {
    let ciphertext = sealer(OLD).seal(b"place", b"s3cret");
    assert_eq!(
        sealer(NEW).open(b"place", &ciphertext),
        Err(OpenError::UnknownKey)
    );
    let rotated = sealer(&format!("{NEW},{OLD}"));
    assert_eq!(rotated.open(b"place", &ciphertext).expect("opens"), b"s3cret");
    let ciphertext_anew = rotated.seal(b"place", b"s3cret");
    assert_ne!(ciphertext_anew[0], ciphertext[0], "the newest key seals");
    assert_eq!(
        sealer(NEW).open(b"place", &ciphertext_anew).expect("opens"),
        b"s3cret"
    );
}

#[test]
fn reads_keys_as_people_write_them() {
    for same in [
        NEW,
        "//////////////////////////////////////////8",
        "__________________________________________8",
        &"f".repeat(64),
    ] {
        let ciphertext = sealer(NEW).seal(b"", b"x");
        assert!(sealer(same).open(b"", &ciphertext).is_ok(), "{same}");
    }
    for bad in [
        "",
        ",",
        "short",
        "//////////////////////////////////////////8=x",
        &"g".repeat(64),
        &format!("{NEW},short"),
    ] {
        assert!(
            matches!(
                Sealer::load(Some(bad), "unused".as_ref()),
                Err(SealerError::BadKey)
            ),
            "{bad}"
        );
    }
}

#[test]
fn makes_a_private_file_once() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("secret.key");
    let ciphertext = Sealer::load(None, &file).expect("made").seal(b"", b"x");
    assert!(
        Sealer::load(None, &file)
            .expect("read")
            .open(b"", &ciphertext)
            .is_ok()
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("listed").count(),
        1,
        "nothing else is left"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&file).expect("there").permissions().mode() & 0o777,
            0o600
        );
    }
}

#[test]
fn processes_that_start_together_agree_on_one_key() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("secret.key");
    let sealers: Vec<Sealer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Sealer::load(None, &file).expect("a key")))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("ends"))
            .collect()
    });
    let ciphertext = sealers[0].seal(b"", b"x");
    assert!(sealers.iter().all(|sealer| sealer.open(b"", &ciphertext).is_ok()));
}

#[test]
fn says_what_to_do_about_a_file_without_a_key() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("secret.key");
    fs::write(&file, "nonsense").expect("written");
    let error = Sealer::load(None, &file).expect_err("no key");
    assert!(error.to_string().contains("restore it from a backup"), "{error}");
    let nowhere = folder.path().join("missing/secret.key");
    assert!(matches!(
        Sealer::load(None, &nowhere),
        Err(SealerError::Unwritable { .. })
    ));
}
