//! `metamcp conformance`: whether an endpoint does what the specification asks for.

mod official;

use std::ffi::OsString;

use anyhow::{Context, bail};
use app::{i18n::messages, visit::Language};
use gateway::{Authorities, Outside, examine};
use model::{CheckResult, Era, Verdict, VerdictCount};
use serde_json::json;

use super::print;

pub(super) const HELP: &str = "\
Tries the checks that the dashboard has at each endpoint, over HTTP and so through every proxy on the way. Works at any MCP
server that speaks Streamable HTTP. No tool is called but one that does not exist. Exit code 0 means that nothing is bad.

  metamcp conformance http://localhost:12008/metamcp/dev/mcp --key-env DEV_KEY
  metamcp conformance URL --json
  metamcp conformance URL --official    the official suite, by npx; calls the tools that it knows

The official suite needs Node.js 22 and shows no key.";

/// The variable that is looked at where none is named.
const KEY: &str = "METAMCP_API_KEY";

/// Which endpoint, and how it is told.
#[derive(Debug, clap::Args)]
pub(super) struct Conformance {
    /// The endpoint's URL; it ends with /mcp.
    url: String,
    /// The variable of the environment that holds the endpoint's API key.
    #[arg(long, value_name = "NAME", default_value = KEY)]
    key_env: String,
    /// Print JSON.
    #[arg(long, conflicts_with = "official")]
    json: bool,
    /// Run the official suite of the specification instead.
    #[arg(long)]
    official: bool,
    /// PEM text of authorities of your own that sign the endpoint's certificate.
    #[arg(long, value_name = "PEM", env = "METAMCP_CA_CERT", hide_env_values = true)]
    ca_cert: Option<Authorities>,
}

impl Conformance {
    /// Tries every check. An error when one is bad.
    pub(super) async fn run(&self, variable: impl Fn(&str) -> Option<OsString>) -> anyhow::Result<()> {
        if self.official {
            return official::run(&self.url).await;
        }
        let key = match variable(&self.key_env) {
            Some(key) => Some(
                key.into_string()
                    .ok()
                    .with_context(|| format!("{} is no text", self.key_env))?,
            ),
            // Nobody has to set the usual one.
            None if self.key_env == KEY => None,
            None => bail!("{} is not set", self.key_env),
        };
        let authorities = self.ca_cert.clone().unwrap_or_default();
        let way = Outside::new(&self.url, key.as_deref(), &authorities).context("cannot connect")?;
        let results = examine(&way).await;
        let count = VerdictCount::of(&results);
        if self.json {
            let report = json!({ "url": self.url, "count": count, "results": results });
            print::line(&serde_json::to_string_pretty(&report)?)?;
        } else {
            tell(&results, count)?;
        }
        match count.bad {
            0 => Ok(()),
            1 => bail!("one check is bad"),
            n => bail!("{n} checks are bad"),
        }
    }
}

fn tell(results: &[CheckResult], count: VerdictCount) -> anyhow::Result<()> {
    let t = &messages(Language::En).conformance;
    for era in Era::ALL {
        print::line(t.era(*era))?;
        for result in results.iter().filter(|it| it.era == *era) {
            let (name, to_do) = (t.words)(result.check);
            let finding = match result.finding.as_str() {
                "" => String::new(),
                finding => format!(": {finding}"),
            };
            let word = match result.verdict {
                Verdict::Good => "good",
                Verdict::Bad => "BAD ",
                Verdict::Skipped => "-   ",
            };
            print::line(&format!("  {word}  {name}{finding}"))?;
            if result.verdict == Verdict::Bad {
                print::line(&format!("        {to_do}"))?;
                print::line(&format!("        {}", result.specification()))?;
                indented("sent", &result.sent)?;
                indented("came", &result.came)?;
            }
        }
    }
    print::line(&(t.count)(count))
}

fn indented(what: &str, text: &str) -> anyhow::Result<()> {
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let Some(first) = lines.next() else {
        return Ok(());
    };
    print::line(&format!("        {what}: {first}"))?;
    lines.try_for_each(|line| print::line(&format!("              {line}")))
}
