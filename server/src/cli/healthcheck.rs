//! `metamcp healthcheck`.

use std::{net::IpAddr, time::Duration};

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::Empty;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};

use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(5);

/// The URL of the configured listener, as seen from this machine.
pub(super) fn local(config: &Config) -> String {
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        let loopback = if address.is_ipv6() { "::1" } else { "127.0.0.1" };
        address.set_ip(loopback.parse::<IpAddr>().expect("a loopback address"));
    }
    format!("http://{address}")
}

pub(super) async fn run(base: String) -> anyhow::Result<()> {
    let url = format!("{}/health", base.trim_end_matches('/'));
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let uri = url.parse().with_context(|| format!("{url} is not a URL"))?;
    let response = tokio::time::timeout(PATIENCE, client.get(uri))
        .await
        .with_context(|| format!("{url} did not answer within {} s", PATIENCE.as_secs()))?
        .with_context(|| format!("{url} cannot be reached; is `metamcp serve` running?"))?;
    if !response.status().is_success() {
        bail!("{url} answered {}", response.status());
    }
    super::print::line("ok")
}
