//! The report as Markdown.

use std::fmt::Write;

use super::{
    Report,
    goals::{DIRECT, NGINX, Verdict, mebibytes},
    summary::{Summaries, Summary},
};

const HEAD: &str = "| peer | connections | calls/s | / nginx | / direct | p50 ms | p99 ms | CPU µs a call | memory MiB, before and after | errors | max/min |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
";

const GOALS_HEAD: &str = "| goal | found | wanted | best other gateway | |
|---|---:|---:|---:|---|
";

pub(super) fn markdown(report: &Report<'_>, summaries: &Summaries) -> String {
    let mut text = format!(
        "# tools/call through the gateway\n\nMedians of {} rounds; load generator, upstream and gateway share the machine.\n\n",
        report.rounds
    );
    for note in report.notes {
        push(&mut text, format_args!("- {note}\n"));
    }
    push(&mut text, format_args!("\n{HEAD}"));
    for summary in report.peers {
        row(&mut text, summary, summaries);
    }
    for summary in report.peers.iter().filter(|summary| summary.errors > 0) {
        let first = summary.first_error.as_deref().unwrap_or("unknown");
        push(
            &mut text,
            format_args!(
                "\n{} c={}: first error: {first}\n",
                summary.peer, summary.connections
            ),
        );
    }
    if !report.goals.is_empty() {
        push(&mut text, format_args!("\n{GOALS_HEAD}"));
        report.goals.iter().for_each(|verdict| goal(&mut text, verdict));
    }
    text
}

fn row(text: &mut String, summary: &Summary, summaries: &Summaries) {
    let ratio = |to| {
        summaries
            .ratio(summary, to)
            .map_or_else(dash, |ratio| format!("{ratio:.3}"))
    };
    let memory = summary
        .rss_before
        .zip(summary.rss_after)
        .map_or_else(dash, |(before, after)| {
            format!("{:.1}, {:.1}", mebibytes(before), mebibytes(after))
        });
    push(
        text,
        format_args!(
            "| {} | {} | {:.0} | {} | {} | {:.3} | {:.3} | {} | {memory} | {} | {:.2} |\n",
            summary.peer,
            summary.connections,
            summary.rate,
            ratio(NGINX),
            ratio(DIRECT),
            summary.p50_us / 1000.0,
            summary.p99_us / 1000.0,
            summary
                .cpu_per_call_us
                .map_or_else(dash, |cpu| format!("{cpu:.1}")),
            summary.errors,
            summary.spread,
        ),
    );
}

fn goal(text: &mut String, verdict: &Verdict) {
    let word = match (verdict.reached, verdict.ahead) {
        (Some(true), _) => "reached",
        (Some(false), Some(true)) => "ahead of the best other",
        (Some(false), _) => "behind",
        (None, _) => "",
    };
    let number = |value: f64| {
        let digits = match verdict.unit {
            "" | "ms" => 2,
            "/s" => 0,
            _ => 1,
        };
        format!("{value:.digits$} {}", verdict.unit).trim_end().to_owned()
    };
    let (found, wanted, best) = (
        number(verdict.found),
        verdict.goal.map_or_else(dash, number),
        verdict.best_other.map_or_else(dash, number),
    );
    push(
        text,
        format_args!("| {} | {found} | {wanted} | {best} | {word} |\n", verdict.what),
    );
}

fn dash() -> String {
    "-".to_owned()
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a String takes every text");
}
