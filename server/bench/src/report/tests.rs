//! The report over files as `bench load --json` writes them.

use std::fs;

use super::{ReportOptions, run};
use crate::{
    figures::{Figure, Kind},
    measurement::Measurement,
};

fn measurement(peer: &str, connections: usize, calls: u64) -> Measurement {
    Measurement {
        peer: peer.to_owned(),
        connections,
        seconds: 2.0,
        calls,
        all_calls: calls,
        errors: 0,
        first_error: None,
        p50_us: 1e6 / f64::from(u32::try_from(calls).expect("few")),
        p99_us: 900.0,
        cpu_us: (peer != "direct").then_some(1e6),
        rss_before: (peer != "direct").then_some(20 << 20),
        rss_after: (peer != "direct").then_some(40 << 20),
    }
}

fn report(name: &str, measurements: &[Measurement]) -> anyhow::Result<(String, serde_json::Value)> {
    let folder = std::env::temp_dir().join(format!("bench-report-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    for (number, found) in measurements.iter().enumerate() {
        fs::write(
            folder.join(format!("{number:03}.json")),
            serde_json::to_string(found)?,
        )?;
    }
    let json = folder.join("summary.txt");
    let options = ReportOptions {
        folder: folder.clone(),
        figures: None,
        json: Some(json.clone()),
        markdown: None,
        notes: vec!["two cores".to_owned()],
    };
    let markdown = run(&options);
    let summary = fs::read_to_string(json).map(|text| serde_json::from_str(&text));
    fs::remove_dir_all(folder)?;
    Ok((markdown?, summary??))
}

#[test]
fn compares_medians_with_nginx_and_with_the_upstream() {
    let mut rounds = Vec::new();
    for calls in [20_000, 40_000, 30_000] {
        rounds.push(measurement("direct", 32, 100_000));
        rounds.push(measurement("nginx", 32, 50_000));
        rounds.push(measurement("metamcp-http", 32, calls));
    }
    let (markdown, json) = report("medians", &rounds).expect("a report");
    assert!(
        markdown.contains("| metamcp-http | 32 | 15000 | 0.600 | 0.300 |"),
        "{markdown}"
    );
    assert!(
        markdown.contains("| 33.3 | 20.0, 40.0 | 0 | 2.00 |"),
        "{markdown}"
    );
    assert!(
        markdown.contains(
            "| share of nginx, HTTP upstream, 32 connections | 0.60 | 0.80 | 0.34 | ahead of the best other |"
        ),
        "{markdown}"
    );
    assert_eq!(json["rounds"], 3);
    assert_eq!(json["peers"][0]["peer"], "direct");
    assert_eq!(json["goals"][0]["reached"], false);
}

#[test]
fn shows_errors_and_leaves_out_what_was_not_measured() {
    let mut broken = measurement("metamcp-stdio", 8, 10);
    (broken.errors, broken.first_error) = (3, Some("HTTP 502".to_owned()));
    let (markdown, _) = report("errors", &[broken]).expect("a report");
    assert!(
        markdown.contains("metamcp-stdio c=8: first error: HTTP 502"),
        "{markdown}"
    );
    assert!(!markdown.contains("share of nginx"), "{markdown}");
    assert!(report("nothing", &[]).is_err());
}

#[test]
fn figures_stand_beside_their_goals() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rounds, figures) = (folder.path().join("rounds"), folder.path().join("figures"));
    let write = |folder: &std::path::Path, name: &str, json: String| {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join(name), json).expect("a file");
    };
    let direct = measurement("direct", 8, 100);
    write(&rounds, "1.json", serde_json::to_string(&direct).expect("JSON"));
    let found = [
        (Kind::ColdCall, 12.345),
        (Kind::Claim, 0.4),
        (Kind::ListRate, 9000.4),
        (Kind::Session, 30.0),
    ];
    for (number, (kind, found)) in found.into_iter().enumerate() {
        let figures_of_one = vec![Figure { kind, found }];
        let json = serde_json::to_string(&figures_of_one).expect("JSON");
        write(&figures, &format!("{number}.json"), json);
    }
    let markdown = run(&ReportOptions {
        folder: rounds,
        figures: Some(figures),
        json: None,
        markdown: None,
        notes: Vec::new(),
    })
    .expect("a report");
    for line in [
        "its process has to start | 12.35 ms | - | - |  |",
        "second call | 0.40 ms | 1.00 ms | - | reached |",
        "8 connections | 9000 /s | 10000 /s | - | behind |",
        "idle session, of 1,000 | 30.0 KiB | 20.0 KiB | 59.0 KiB | ahead of the best other |",
    ] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
}
