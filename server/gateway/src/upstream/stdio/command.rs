//! The command line, environment and directory of a server, with variables replaced.

use std::{
    ffi::OsString,
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use model::ServerId;
use tokio::process::Command;

use crate::{
    helper::{self, launch::Launch},
    process::MARK_VARIABLE,
    spec::{GatewayOptions, ProcessLimits, Sandbox},
    upstream::{
        failure::{self, Confines, Explanation, Target},
        masks::{Masks, mask_arguments},
        nursery::{Birth, Nursery},
        variables::{Unset, Variables},
    },
};

/// Where programs put what they need for a while only.
const TEMPORARY: &str = "TMPDIR";

/// A process that can be started.
pub(in crate::upstream) struct ProcessSpec {
    program: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
    cwd: PathBuf,
    limits: ProcessLimits,
    /// What it may write to; `None` is everything.
    writable: Option<Vec<PathBuf>>,
}

/// A command as it was configured.
pub(in crate::upstream) struct Configured<'a> {
    /// The program.
    pub(in crate::upstream) command: &'a str,
    /// Its arguments.
    pub(in crate::upstream) args: &'a [String],
    /// Its own environment.
    pub(in crate::upstream) env: &'a [(String, String)],
    /// Its directory.
    pub(in crate::upstream) cwd: Option<&'a Path>,
    /// What it may use.
    pub(in crate::upstream) limits: ProcessLimits,
    /// What it may write to.
    pub(in crate::upstream) sandbox: Option<&'a Sandbox>,
}

impl ProcessSpec {
    /// Replaces the variables. The target shows the command line as it was configured, so that what variables
    /// stand for stays hidden.
    pub(in crate::upstream) fn prepare(
        configured: &Configured<'_>,
        options: &GatewayOptions,
    ) -> (Target, Result<Self, Unset>) {
        let mut variables = Variables::new(&options.variables);
        let prepared = Self::expand(configured, options, &mut variables);
        let mut secrets = variables.into_used();
        secrets.extend(configured.env.iter().map(|(_, value)| value.clone()));
        if let Ok(prepared) = &prepared {
            secrets.extend(prepared.env.iter().map(|(_, value)| value.clone()));
        }
        let words: Vec<String> = std::iter::once(configured.command.to_owned())
            .chain(configured.args.iter().cloned())
            .collect();
        let tried = model::join_command_line(&mask_arguments(&words));
        (Target::new(tried, Masks::new(secrets)), prepared)
    }

    /// The program as it is run.
    pub(in crate::upstream) fn program(&self) -> &str {
        &self.program
    }

    /// The directory it is run in.
    pub(in crate::upstream) fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The folders that it may write to; none where it may write to all.
    pub(in crate::upstream) fn writable(&self) -> &[PathBuf] {
        self.writable.as_deref().unwrap_or_default()
    }

    /// What it is kept from.
    pub(super) fn confines(&self) -> Confines {
        Confines {
            limits: self.limits,
            is_sandboxed: self.writable.is_some(),
        }
    }

    /// Ready to be started. Nothing of the gateway's own environment is inherited but what `options` allow.
    pub(super) fn birth(
        &self,
        server_id: ServerId,
        options: &GatewayOptions,
        nursery: &Nursery,
    ) -> Result<Birth, Explanation> {
        let mark = nursery.mark();
        let (mut command, folder) = match nursery.helper() {
            Some(helper) => {
                let folder = self.make_temporary_folder(options, &mark)?;
                let mut command = Command::new(helper);
                command.args(self.launcher_arguments(folder.as_deref()));
                command.arg(&self.program);
                (command, folder)
            }
            None if self.confines() != Confines::default() => return Err(failure::no_helper()),
            None => (Command::new(&self.program), None),
        };
        command
            .args(&self.args)
            .env_clear()
            .envs(self.environment(options))
            .current_dir(&self.cwd);
        if let Some(folder) = &folder {
            command.env(TEMPORARY, folder);
        }
        if !mark.is_empty() {
            command.env(MARK_VARIABLE, &mark);
        }
        Ok(Birth {
            command,
            mark,
            folder,
            server_id,
        })
    }

    fn launcher_arguments(&self, folder: Option<&Path>) -> Vec<OsString> {
        let with_folder = |writable: &Vec<PathBuf>| {
            let folder = folder.map(Path::to_owned);
            writable.iter().cloned().chain(folder).collect()
        };
        let launch = Launch {
            parent: std::process::id().cast_signed(),
            limits: self.limits,
            writable: self.writable.as_ref().map(with_folder),
        };
        let mode = [helper::WORD, helper::LAUNCH].map(Into::into);
        mode.into_iter().chain(launch.arguments()).collect()
    }

    /// A sandboxed server gets a folder of its own for temporary files, unless it may write to the usual one.
    fn make_temporary_folder(
        &self,
        options: &GatewayOptions,
        mark: &str,
    ) -> Result<Option<PathBuf>, Explanation> {
        let Some(writable) = &self.writable else {
            return Ok(None);
        };
        let usual = self
            .environment(options)
            .filter(|(name, _)| *name == TEMPORARY)
            .last();
        let usual = Path::new(usual.map_or("/tmp", |(_, value)| value));
        if writable.iter().any(|folder| usual.starts_with(folder)) {
            return Ok(None);
        }
        let folder = options.child_cwd.join("tmp").join(mark);
        let made = make_private_folder(&folder).and_then(|()| folder.canonicalize());
        let folder = made.map_err(|error| failure::no_temporary_folder(&folder, &error))?;
        Ok(Some(folder))
    }

    /// What is allowed of the gateway's, then its own.
    fn environment<'a>(&'a self, options: &'a GatewayOptions) -> impl Iterator<Item = (&'a str, &'a str)> {
        let variables = options.child_env.iter().chain(&self.env);
        variables.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn expand(
        configured: &Configured<'_>,
        options: &GatewayOptions,
        variables: &mut Variables<'_>,
    ) -> Result<Self, Unset> {
        let program = variables.expand(configured.command)?;
        let args = configured
            .args
            .iter()
            .map(|arg| variables.expand(arg))
            .collect::<Result<_, _>>()?;
        let expand_pair = |(name, value): &(String, String)| Ok((name.clone(), variables.expand(value)?));
        let env = configured.env.iter().map(expand_pair).collect::<Result<_, _>>()?;
        let mut expand_path = |path: &Path| match path.to_str() {
            Some(text) => variables.expand(text).map(PathBuf::from),
            // Paths that are not text hold no reference.
            None => Ok(path.to_owned()),
        };
        let cwd = match configured.cwd {
            Some(cwd) => expand_path(cwd)?,
            None => options.child_cwd.clone(),
        };
        let writable = configured.sandbox.map(|sandbox| &sandbox.writable);
        let writable = writable.map(|folders| folders.iter().map(|folder| expand_path(folder)).collect());
        let writable = writable.transpose()?;
        Ok(Self {
            program,
            args,
            env,
            cwd,
            limits: configured.limits,
            writable,
        })
    }
}

/// For this user only.
fn make_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
