//! The command line, environment and directory of a server, with variables replaced.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::{
    spec::GatewayOptions,
    upstream::{
        failure::Target,
        masks::{Masks, mask_arguments},
        variables::{Unset, Variables},
    },
};

/// A process that can be started.
pub(in crate::upstream) struct ProcessSpec {
    program: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
    cwd: PathBuf,
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
    pub(super) fn program(&self) -> &str {
        &self.program
    }

    /// The directory it is run in.
    pub(super) fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// Ready to be started. Nothing of the gateway's own environment is inherited but what `options` allow.
    pub(super) fn command(&self, allowed_env: &[(String, String)]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .env_clear()
            .envs(allowed_env.iter().map(|(name, value)| (name, value)))
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.cwd);
        command
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
        let cwd = match configured.cwd {
            // Paths that are not text hold no reference.
            Some(cwd) => cwd.to_str().map_or_else(
                || Ok(cwd.to_owned()),
                |text| variables.expand(text).map(PathBuf::from),
            )?,
            None => options.child_cwd.clone(),
        };
        Ok(Self {
            program,
            args,
            env,
            cwd,
        })
    }
}
