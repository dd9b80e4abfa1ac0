//! What a chain of all kinds of links costs a call, beside the same call without a chain.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{Figure, Kind, Scale};
use crate::{
    gateway::{self, Gateway, Running, Setup},
    load::{self, Job, Plan, Work},
    measurement::{Measurement, median},
    upstream::Upstream,
};

/// Both are measured in turns, many and short ones, so that what else the machine does concerns both.
const ROUNDS: usize = 60;
const WARM_UP: Duration = Duration::from_millis(100);
const WINDOW: Duration = Duration::from_millis(250);

pub(super) async fn measure(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let program = gateway::program(programs, "testkit-http-upstream")?;
    let upstream = Upstream::start(&program, &[], "127.0.0.1:0").await?;
    let (plain, behind) = (
        started(programs, &upstream, json!([])).await?,
        started(programs, &upstream, all_links()).await?,
    );
    let mut differences = Vec::new();
    for number in 0..scale.of(ROUNDS) {
        let without = round(&plain, number).await?.p50_us;
        differences.push(round(&behind, number).await?.p50_us - without);
    }
    for (_, running) in [plain, behind] {
        running.stop().await?;
    }
    Ok(vec![Figure {
        kind: Kind::Chain,
        found: median(differences),
    }])
}

/// Every kind, with settings that let the calls through: what asks somebody outside is there for other tools, since that
/// somebody would be measured. No round repeats a call of another one, so that no answer is a kept one.
fn all_links() -> Value {
    json!([
        { "kind": "filter", "tools": ["*__delete_*"], "resources": ["file:///etc/*"] },
        { "kind": "rate_limit", "count": 1_000_000, "seconds": 1, "per": "key", "each_tool": true },
        { "kind": "size_limit", "arguments": 64, "result": 256 },
        { "kind": "validation" },
        { "kind": "redaction", "arguments": true, "built_in": ["api_keys", "private_keys", "jwt", "url_passwords", "email", "cards"] },
        { "kind": "cache", "seconds": 60 },
        { "kind": "approval", "writing": false, "tools": ["*__delete_*"] },
        { "kind": "webhook", "url": "http://127.0.0.1:9/", "tools": ["*__delete_*"] },
        { "kind": "audit_detail", "arguments": "full", "results": "digest" },
    ])
}

async fn started(programs: &Path, upstream: &Upstream, middleware: Value) -> Result<(Gateway, Running)> {
    let gateway = Gateway::set_up(Setup {
        middleware,
        ..Setup::of(programs, json!({ "demo": { "url": upstream.url } }))
    })
    .await?;
    let running = gateway.start_and_wait().await?;
    Ok((gateway, running))
}

async fn round((gateway, running): &(Gateway, Running), number: usize) -> Result<Measurement> {
    let job = Arc::new(Job {
        target: gateway.target(0)?,
        work: Work::Call {
            tool: "demo__echo".to_owned(),
            beginning: format!("round {number:02}, "),
        },
    });
    let plan = Plan {
        connections: 1,
        rate: None,
        warm_up: WARM_UP,
        length: WINDOW,
        pids: vec![running.pid()],
        peer: "chain".to_owned(),
    };
    let found = load::measure(&job, plan).await?;
    if let Some(error) = &found.first_error {
        bail!("{} of {} calls failed: {error}", found.errors, found.calls);
    }
    Ok(found)
}
