//! The command line: what each command does, and how failures are told.

mod apply;
mod audit;
mod connect;
mod healthcheck;
mod print;
mod replay;
mod settings;
mod user;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Parser, Subcommand};
use gateway::Authorities;
use model::Role;

use crate::{config::Config, lifecycle, startup, telemetry::Telemetry};

pub use apply::read_declaration;
pub use print::fail;

/// Self-hosted gateway for the Model Context Protocol: many servers, one URL.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Cli {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "\
First steps:
  metamcp serve                       start, then open http://localhost:12008
  metamcp apply -f metamcp.yaml       or describe everything in a file
  metamcp connect URL                 an endpoint for clients that start commands only

Settings come from the environment; example.env lists them all with their defaults. The three to know:
  METAMCP_LISTEN     address and port (127.0.0.1:12008)
  METAMCP_DATA_DIR   where everything is kept (data)
  APP_URL            what people and clients write (http://localhost:12008)";

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the gateway and its dashboard.
    Serve,
    /// Bring the database up to date, or step back.
    #[command(
        after_help = "Examples:\n  metamcp migrate             apply what is pending\n  metamcp migrate --status    show what is applied\n  metamcp migrate --down 1    take the last one back (its tables and their data go)"
    )]
    Migrate {
        /// Only show what is applied and what is pending.
        #[arg(long, conflicts_with = "down")]
        status: bool,
        /// Take back so many migrations. Data in their tables is lost.
        #[arg(long, value_name = "COUNT")]
        down: Option<u32>,
    },
    /// Speak MCP on stdin and stdout as the built-in demo server. Needs no network.
    #[command(
        after_help = "Used by Quick connect's \"Try the built-in demo server\"; works in any client as a command too."
    )]
    DemoServer,
    /// Speak MCP on stdin and stdout as an endpoint does: for clients that start commands only.
    #[command(after_help = connect::HELP)]
    Connect {
        /// The endpoint's URL, as the dashboard shows it; it ends with /mcp.
        url: String,
        /// The endpoint's API key. Better set as the variable: command lines can be seen by others.
        #[arg(long, value_name = "KEY", env = "METAMCP_API_KEY", hide_env_values = true)]
        key: Option<String>,
        /// A header of every request, such as "X-Team: blue"; may be given several times.
        #[arg(long = "header", value_name = "NAME: VALUE")]
        headers: Vec<String>,
        /// PEM text of authorities of your own that sign the endpoint's certificate.
        #[arg(long, value_name = "PEM", env = "METAMCP_CA_CERT", hide_env_values = true)]
        ca_cert: Option<Authorities>,
    },
    /// Send what a client sent in a recording once more, and compare the answers.
    #[command(after_help = replay::HELP)]
    Replay {
        /// The file that a recording was downloaded as.
        file: PathBuf,
        /// The endpoint's URL; it ends with /mcp.
        url: String,
        /// The endpoint's API key. Better set as the variable: command lines can be seen by others.
        #[arg(long, value_name = "KEY", env = "METAMCP_API_KEY", hide_env_values = true)]
        key: Option<String>,
        /// A header of every request, such as "X-Team: blue"; may be given several times.
        #[arg(long = "header", value_name = "NAME: VALUE")]
        headers: Vec<String>,
        /// A place of answers that may be different, as a JSON pointer such as /result/structuredContent/time; may be given several times.
        #[arg(long, value_name = "POINTER")]
        ignore: Vec<String>,
        /// PEM text of authorities of your own that sign the endpoint's certificate.
        #[arg(long, value_name = "PEM", env = "METAMCP_CA_CERT", hide_env_values = true)]
        ca_cert: Option<Authorities>,
    },
    /// Ask a running gateway whether it is well; exit code 0 means yes. For container health checks.
    Healthcheck {
        /// Base URL to ask; the configured listener when nothing is said.
        #[arg(long)]
        url: Option<String>,
    },
    /// People.
    #[command(subcommand)]
    User(UserCommand),
    /// Settings of the installation.
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// What is written down of calls and changes.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Make the configuration what a file says: users, servers, namespaces, endpoints, API keys.
    #[command(after_help = APPLY_HELP)]
    Apply {
        /// YAML or JSON file; `-` reads standard input.
        #[arg(short, long, value_name = "FILE")]
        file: PathBuf,
        /// Show what would change and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the configuration as a file that `apply` reads, without secrets.
    Export {
        /// Write JSON instead of YAML.
        #[arg(long)]
        json: bool,
    },
}

const APPLY_HELP: &str = "\
Works on a running gateway, effective at once, and on a stopped one. Nothing that is not named is touched
(unless `prune: true`). Applying twice changes nothing. `${VAR}` is taken from the environment of this command.

Example:
  servers:
    time: { command: uvx, args: [mcp-server-time] }
    github: { url: https://api.githubcopilot.com/mcp/, bearerToken: \"${GITHUB_TOKEN}\" }
  namespaces:
    dev: { servers: [time, { name: github, tools: { delete_file: false } }] }
  endpoints:
    dev: { namespace: dev }
  api_keys:
    laptop: {}          # made and printed once";

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Check that nothing that is written down was changed, removed or inserted; exit code 0 means yes.
    #[command(after_help = audit::VERIFY_HELP)]
    Verify {
        /// A head that was printed earlier and kept elsewhere: STRAND:NUMBER:HASH. May be given several times.
        #[arg(long = "head", value_name = "HEAD")]
        heads: Vec<service::KeptHead>,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Create a person. The password is read from standard input, or made and printed when there is none.
    Create {
        /// Sign-in address.
        #[arg(long)]
        email: String,
        /// Shown name; the part of the address before the @ when nothing is said.
        #[arg(long)]
        name: Option<String>,
        /// viewer, member or admin.
        #[arg(long, default_value = "admin")]
        role: Role,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List everybody: address, role, name.
    List,
    /// Give a person another role. The last administrator stays one.
    SetRole {
        /// Sign-in address.
        email: String,
        /// viewer, member or admin.
        role: Role,
    },
    /// Make a link with which a person chooses a new password, or set one. Setting one ends their web sessions.
    ResetPassword {
        /// Sign-in address.
        email: String,
        /// Read a new password from standard input instead of making a link.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Delete a person. Their sessions and keys end at once.
    #[command(group = clap::ArgGroup::new("fate").args(["hand_over_to", "with_belongings"]))]
    Delete {
        /// Sign-in address.
        email: String,
        /// Who gets their servers, namespaces and endpoints: a sign-in address.
        #[arg(long, value_name = "EMAIL")]
        hand_over_to: Option<String>,
        /// Delete their servers, namespaces and endpoints too.
        #[arg(long)]
        with_belongings: bool,
    },
}

#[derive(Debug, Subcommand)]
enum SettingsCommand {
    /// Switch sign-in by password on or off, also when nobody can sign in any more.
    PasswordSignIn {
        /// on or off. Off only while an administrator can sign in by a provider.
        state: Switch,
    },
}

/// The two states of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Runs a command to its end.
///
/// # Errors
/// What went wrong, with context; `main` prints it and ends with code 1.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let command = cli.command.unwrap_or(Command::Serve);
    // Need no setting: clients start them with an environment of their own.
    match &command {
        Command::DemoServer => return Ok(testkit::demo::serve_process().await?),
        Command::Connect {
            url,
            key,
            headers,
            ca_cert,
        } => {
            let authorities = ca_cert.clone().unwrap_or_default();
            return connect::run(url, key.as_deref(), headers, authorities).await;
        }
        Command::Replay {
            file,
            url,
            key,
            headers,
            ignore,
            ca_cert,
        } => {
            let replay = replay::Replay {
                url,
                key: key.as_deref(),
                headers,
                authorities: ca_cert.clone().unwrap_or_default(),
                ignore,
            };
            return replay.run(file).await;
        }
        _ => {}
    }
    let config = Config {
        helper: Some(this_program()?),
        ..Config::from_process()?
    };
    let telemetry = match command {
        Command::Serve => Telemetry::new(&config)?,
        _ => Telemetry::of_command(),
    };
    telemetry.install(&config);
    startup::install_tls();
    match command {
        Command::Serve => lifecycle::serve(config, telemetry).await,
        Command::Migrate { status: true, .. } => {
            print::migrations(&startup::migration_status(&config).await?)
        }
        Command::Migrate {
            down: Some(steps), ..
        } => print::migrated(&startup::migrate_down(&config, steps).await?),
        Command::Migrate { .. } => print::migrated(&startup::migrate(&config).await?),
        Command::Healthcheck { url } => {
            healthcheck::run(url.unwrap_or_else(|| healthcheck::local(&config))).await
        }
        Command::User(command) => run_user(config, command).await,
        Command::Settings(SettingsCommand::PasswordSignIn { state }) => {
            settings::password_sign_in(config, state == Switch::On).await
        }
        Command::Audit(AuditCommand::Verify { heads }) => audit::verify(config, &heads).await,
        Command::Apply { file, dry_run } => apply::run(config, &file, dry_run).await,
        Command::Export { json } => apply::export(config, json).await,
        Command::DemoServer | Command::Connect { .. } | Command::Replay { .. } => {
            unreachable!("handled before the settings are read")
        }
    }
}

async fn run_user(config: Config, command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Create {
            email,
            name,
            role,
            password_stdin,
        } => user::create(config, email, name, role, password_stdin).await,
        UserCommand::List => user::list(config).await,
        UserCommand::SetRole { email, role } => user::set_role(config, &email, role).await,
        UserCommand::ResetPassword {
            email,
            password_stdin,
        } => user::reset_password(config, &email, password_stdin).await,
        UserCommand::Delete {
            email,
            hand_over_to,
            with_belongings,
        } => user::delete(config, &email, hand_over_to.as_deref(), with_belongings).await,
    }
}

/// The program that runs, even when its file was replaced by another version meanwhile.
fn this_program() -> anyhow::Result<PathBuf> {
    let by_the_system = Path::new("/proc/self/exe");
    if by_the_system.exists() {
        return Ok(by_the_system.to_owned());
    }
    std::env::current_exe().context("could not find the path of this program")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
