//! `metamcp audit …`.

use anyhow::{Context, bail};
use service::{Caller, KeptHead};

use super::print::line;
use crate::{config::Config, startup};

pub(super) const VERIFY_HELP: &str = "\
Works beside a running gateway and on a stopped one. Prints for each strand how many rows are as they were written, or
the first that was changed, removed or inserted, and the head of the strand: its number and hash. Who keeps heads
elsewhere can show later, with --head, that nothing before them was written anew. See docs/audit.md.";

/// Checks every row, and tells what is wrong.
pub(super) async fn verify(config: Config, heads: &[KeptHead]) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let found = services
        .audit()
        .verify(&Caller::system(), heads)
        .await
        .context("could not read what is written down")?;
    for strand in &found.strands {
        let noun = if strand.is_of_acts { "acts" } else { "calls" };
        let state = match &strand.broken {
            None => format!("{noun}: as they were written (rows: {})", strand.rows),
            Some(broken) => format!("{noun}: BROKEN behind {} rows: {broken}", strand.rows),
        };
        line(&format!(
            "{state}\n  head {}:{}:{}",
            strand.id, strand.head_seq, strand.head
        ))?;
    }
    for breach in &found.breaches {
        line(&format!("BROKEN: {breach}"))?;
    }
    if !found.is_whole() {
        bail!("what is written down is not as it was written");
    }
    if found.strands.is_empty() {
        line("nothing is written down yet")?;
    }
    Ok(())
}
