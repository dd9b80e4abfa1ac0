//! How it goes, for people.

use std::fmt::Write;

use super::{census::Sample, judge::Check, tally::Counts};

/// Above the lines.
pub(super) const HEAD: &str = " time      calls      right  explained  unallowed  wrong  lost  sessions  RSS MiB  descriptors  threads  processes";

/// One moment.
pub(super) fn line(sample: &Sample, counts: &Counts) -> String {
    let Sample {
        seconds,
        rss,
        threads,
        census,
    } = sample;
    let time = format!(
        "{:02.0}:{:02.0}",
        (seconds / 60.0).floor(),
        (seconds % 60.0).floor()
    );
    format!(
        "{time} {:>10} {:>10} {:>10} {:>10} {:>6} {:>5} {:>9} {:>8} {:>12} {threads:>8} {:>10}",
        counts.calls,
        counts.right,
        counts.explained,
        counts.unallowed,
        counts.wrong,
        counts.lost,
        counts.sessions,
        rss >> 20,
        census.descriptors,
        census.processes,
    )
}

/// The end.
pub(super) fn verdict(checks: &[Check], complaints: &[String]) -> String {
    let mut text = String::new();
    for check in checks {
        let word = if check.holds { "ok  " } else { "FAIL" };
        let most = if check.at_least { "least" } else { "most" };
        push(
            &mut text,
            format_args!(
                "{word} {}: {} (at {most} {})\n",
                check.what,
                short(check.found),
                short(check.bound)
            ),
        );
    }
    for complaint in complaints {
        push(&mut text, format_args!("     {complaint}\n"));
    }
    let broken = checks.iter().filter(|check| !check.holds).count();
    match broken {
        0 => text.push_str("The soak is passed.\n"),
        _ => push(
            &mut text,
            format_args!("The soak has failed: {broken} of {} do not hold.\n", checks.len()),
        ),
    }
    text
}

/// Whole numbers without a fraction.
fn short(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a String takes every text");
}
