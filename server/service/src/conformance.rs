//! Whether endpoints do what the specification asks for: the gateway's checks, run from the dashboard and kept.

mod within;

use std::time::Duration;

use model::{
    ActVerb, CheckResult, ConformanceRun, ConformanceRunId, ConformanceView, EndpointId, Permission,
    Reference, VerdictCount,
};
use store::ConformanceRunRecord;
use tokio::time::timeout;
use url::Url;

use self::within::Within;
use crate::{
    Caller, Conflict, Error, Result, acts::Act, changes::Changed, mint, services::Inner,
    visibility::changeable,
};

/// Runs that are kept of an endpoint, the latest ones.
const MOST_RUNS: u64 = 10;
/// Runs at once, over all endpoints: each is some dozens of requests.
pub(crate) const AT_ONCE: usize = 2;
/// A run waits for others so long.
const TURN: Duration = Duration::from_secs(30);

/// Use cases around checks of conformance.
pub struct Conformance<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> Conformance<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// Tries every check at an endpoint that the caller may change, in their name, and keeps what came of it.
    pub async fn run(&self, caller: &Caller, endpoint: EndpointId) -> Result<ConformanceRunId> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let record = changeable(caller, installation.endpoint(endpoint))?;
        let turn = timeout(TURN, self.inner.conformance_turns.acquire()).await;
        let _turn = turn
            .map_err(|_| Conflict::TooManyChecks)?
            .map_err(Error::internal)?;
        let way = Within::new(self.inner, self.at, caller, record);
        let results = gateway::examine(&way).await;
        let now = self.inner.parts.clock.now();
        let run = ConformanceRunRecord {
            id: mint::id(now),
            endpoint_id: endpoint,
            at: now,
            by: caller.name.clone(),
            results: serde_json::to_string(&results).map_err(Error::internal)?,
        };
        let act = Act::by(caller, "endpoints.check").about(
            ActVerb::Created,
            "conformance_run",
            Some(run.id.as_uuid()),
            record.name.clone(),
        );
        let changing = self.inner.begin(act).await?;
        changing.conformance_runs().insert(&run, MOST_RUNS).await?;
        changing.commit().await?;
        self.inner.changes.tell(Changed::Endpoints);
        Ok(run.id)
    }

    /// The runs at an endpoint that the caller may change, and one of them, or the latest.
    pub async fn view(
        &self,
        caller: &Caller,
        endpoint: EndpointId,
        run: Option<ConformanceRunId>,
    ) -> Result<ConformanceView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let record = changeable(caller, installation.endpoint(endpoint))?;
        let runs = self.inner.parts.store.conformance_runs();
        let runs: Vec<_> = runs.list(endpoint).await?.into_iter().map(read).collect();
        let looked_at = match run {
            Some(id) => Some(runs.iter().find(|(run, _)| run.id == id).ok_or(Error::NotFound)?),
            None => runs.first(),
        };
        let (shown, results) = looked_at.map(|(run, results)| (run.id, results.clone())).unzip();
        Ok(ConformanceView {
            endpoint: Reference {
                id: record.id,
                name: record.name.clone(),
            },
            shown,
            results: results.unwrap_or_default(),
            runs: runs.into_iter().map(|(run, _)| run).collect(),
        })
    }
}

/// A version that knows other checks may have written it: those that are not known here are left out.
fn read(record: ConformanceRunRecord) -> (ConformanceRun, Vec<CheckResult>) {
    let results: Vec<serde_json::Value> = serde_json::from_str(&record.results).unwrap_or_default();
    let known = results
        .into_iter()
        .filter_map(|it| serde_json::from_value(it).ok());
    let results: Vec<CheckResult> = known.collect();
    let run = ConformanceRun {
        id: record.id,
        at: record.at,
        by: record.by,
        count: VerdictCount::of(&results),
    };
    (run, results)
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use store::ConformanceRunRecord;

    use super::read;
    use crate::mint;

    #[test]
    fn checks_of_another_version_are_left_out() {
        let at = Timestamp::from_millis(1);
        let result = |check: &str| {
            format!(
                r#"{{"check":"{check}","era":"sessions","verdict":"good","finding":"","sent":"","came":""}}"#
            )
        };
        let (run, results) = read(ConformanceRunRecord {
            id: mint::id(at),
            endpoint_id: mint::id(at),
            at,
            by: "Ada".to_owned(),
            results: format!("[{},{}]", result("ping"), result("telepathy")),
        });
        assert_eq!((results.len(), run.count.good), (1, 1));
    }
}
