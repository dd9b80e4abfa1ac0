//! The load generator against the demo server.

use std::{sync::Arc, time::Duration};

use clap::Parser;
use testkit::http_upstream::{HttpOptions, HttpUpstream};

use super::{Job, LoadOptions, Plan, Work, measure, percentile_us, run};
use crate::client::Target;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    options: LoadOptions,
}

async fn load(options: HttpOptions, arguments: &[&str]) -> anyhow::Result<crate::measurement::Measurement> {
    let upstream = HttpUpstream::start(options).await?;
    let url = upstream.url();
    let quick = [
        "bench",
        "--url",
        &url,
        "--seconds",
        "0.3",
        "--warm-up",
        "0",
        "--patience",
        "0",
    ];
    run(Arguments::try_parse_from(quick.iter().chain(arguments))?.options).await
}

#[tokio::test]
async fn counts_calls_of_every_connection_and_no_errors() {
    let own = std::process::id().to_string();
    for events in [false, true] {
        let options = HttpOptions {
            events,
            ..HttpOptions::default()
        };
        let found = load(options, &["--connections", "3", "--pid", &own])
            .await
            .expect("it works");
        assert!(
            found.calls > 0 && found.p50_us > 0.0 && found.p99_us >= found.p50_us,
            "{found:?}"
        );
        assert_eq!((found.errors, found.first_error.as_deref()), (0, None));
        assert!(found.rss_before.is_some_and(|bytes| bytes > 0), "{found:?}");
    }
}

#[tokio::test]
async fn sends_the_key_and_reports_a_wrong_one_before_measuring() {
    let options = HttpOptions {
        bearer: Some("right".to_owned()),
        ..HttpOptions::default()
    };
    let found = load(options.clone(), &["--key", "right"])
        .await
        .expect("it works");
    assert_eq!(found.errors, 0);
    let error = load(options, &["--key", "wrong"]).await.expect_err("refused");
    assert!(error.to_string().contains("401"), "{error}");
}

#[tokio::test]
async fn a_tool_that_answers_something_else_is_an_error() {
    let error = load(HttpOptions::default(), &["--tool", "now"])
        .await
        .expect_err("another text");
    assert!(error.to_string().contains("a wrong result"), "{error}");
}

#[tokio::test]
async fn lists_again_and_again() {
    let upstream = HttpUpstream::start(HttpOptions::default())
        .await
        .expect("a free port");
    let job = Arc::new(Job {
        target: Target::new(&upstream.url().parse().expect("a URL"), None).expect("it has a host"),
        work: Work::List,
    });
    let plan = Plan {
        connections: 2,
        rate: None,
        warm_up: Duration::ZERO,
        length: Duration::from_millis(200),
        pids: Vec::new(),
        peer: "lists".to_owned(),
    };
    let found = measure(&job, plan).await.expect("it works");
    assert!(found.calls > 0, "{found:?}");
    assert_eq!((found.errors, found.first_error), (0, None));
}

#[test]
fn percentiles_are_values_that_occurred() {
    let values: Vec<u64> = (1..=100).map(|n| n * 1000).collect();
    assert_eq!(
        (percentile_us(&values, 50), percentile_us(&values, 99)),
        (50.0, 99.0)
    );
    assert_eq!(
        (
            percentile_us(&[7000], 50),
            percentile_us(&[7000], 99),
            percentile_us(&[], 99)
        ),
        (7.0, 7.0, 0.0)
    );
}
