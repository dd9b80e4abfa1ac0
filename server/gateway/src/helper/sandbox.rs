//! A file system that can only be read, but for some folders: Landlock, which needs no privileges and holds for all
//! descendants.

use std::{error::Error, io, path::PathBuf};

use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, PathFdError, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, RulesetError,
};

use super::launch::Refusal;

/// Before this version files outside could still be emptied, which is no sandbox.
const NEEDED: ABI = ABI::V3;

/// Later versions know more to refuse.
const KNOWN: ABI = ABI::V5;

/// What programs write to without meaning a file.
const DEVICES: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty"];

/// From here on this process and its descendants can write to these folders and nothing else. Pipes that it has stay as
/// they are.
pub(super) fn enter(writable: &[PathBuf]) -> Result<(), Refusal> {
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(NEEDED))
        .map_err(|_| Refusal::NoSandbox)?
        .set_compatibility(CompatLevel::BestEffort);
    let rules = rules.handle_access(AccessFs::from_all(KNOWN));
    let rules = rules.and_then(Ruleset::create).map_err(|error| broken(&error))?;
    let everything = PathFd::new("/").map_err(|error| broken(&error))?;
    let mut rules = allow(rules, PathBeneath::new(everything, AccessFs::from_read(KNOWN)))?;
    for (place, path) in writable.iter().enumerate() {
        let folder = PathFd::new(path).map_err(|error| Refusal::Folder(place, errno(&error)))?;
        let rights = if path.is_dir() {
            AccessFs::from_all(KNOWN)
        } else {
            AccessFs::from_file(KNOWN)
        };
        rules = allow(rules, PathBeneath::new(folder, rights))?;
    }
    // A container may not have all of them.
    for device in DEVICES.into_iter().filter_map(|device| PathFd::new(device).ok()) {
        rules = allow(rules, PathBeneath::new(device, AccessFs::from_file(KNOWN)))?;
    }
    rules.restrict_self().map_err(|error| broken(&error))?;
    Ok(())
}

fn allow(rules: RulesetCreated, rule: PathBeneath<PathFd>) -> Result<RulesetCreated, Refusal> {
    rules.add_rule(rule).map_err(|error: RulesetError| broken(&error))
}

fn broken(error: &dyn Error) -> Refusal {
    Refusal::Sandbox(error.to_string())
}

fn errno(error: &PathFdError) -> i32 {
    let io = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    io.and_then(io::Error::raw_os_error).unwrap_or_default()
}
