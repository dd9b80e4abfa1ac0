//! Many measurements side by side: the median of the rounds, ratios to nginx and to the upstream, goals.

mod goals;
mod summary;
mod tables;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::{Serialize, de::DeserializeOwned};

use goals::Verdict;
use summary::{Summaries, Summary};

use crate::{figures::Figure, measurement::Measurement};

/// The command line of `bench report`.
#[derive(Debug, Args)]
pub(crate) struct ReportOptions {
    /// Folder with the output of `bench load --json`, one file a measurement
    folder: PathBuf,
    /// Folder with the output of `bench figure`, one file each
    #[arg(long, value_name = "FOLDER")]
    figures: Option<PathBuf>,
    /// Write the summaries here as JSON
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write the report here as Markdown
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// A line about machine and versions; may be given more than once
    #[arg(long = "note", value_name = "TEXT")]
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Report<'a> {
    notes: &'a [String],
    rounds: usize,
    peers: &'a [Summary],
    goals: &'a [Verdict],
}

/// Reads, compares, writes the files asked for, and returns the Markdown.
pub(crate) fn run(options: &ReportOptions) -> Result<String> {
    let measurements: Vec<Measurement> = read(&options.folder)?;
    let figures: Vec<Vec<Figure>> = options.figures.as_deref().map_or_else(|| Ok(Vec::new()), read)?;
    ensure!(
        !measurements.is_empty(),
        "no measurements in {}",
        options.folder.display()
    );
    let summaries = Summaries::of(&measurements);
    let verdicts = goals::verdicts(&summaries, &figures.concat());
    let report = Report {
        notes: &options.notes,
        rounds: summaries.rounds(),
        peers: summaries.all(),
        goals: &verdicts,
    };
    let markdown = tables::markdown(&report, &summaries);
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = &options.markdown {
        fs::write(path, &markdown).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(markdown)
}

/// In the order of the files' names, which is that of the runs.
fn read<T: DeserializeOwned>(folder: &Path) -> Result<Vec<T>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<_> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths
        .iter()
        .map(|path| parse(path).with_context(|| format!("cannot read {}", path.display())))
        .collect()
}

fn parse<T: DeserializeOwned>(path: &Path) -> Result<T> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

#[cfg(test)]
mod tests;
