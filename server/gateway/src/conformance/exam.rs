//! What has been tried so far, and what came of it.

use http::StatusCode;
use model::{Check, CheckResult, Era, Verdict};
use tokio::time::{Instant, timeout};
use url::Url;

use super::{Asked, Heard, PATIENCE, WHOLE, Way};

/// A request, and its answer.
pub(super) struct Exchange {
    sent: String,
    pub(super) heard: Result<Heard, String>,
}

impl Exchange {
    /// What a check makes of the answer; without one it is bad.
    pub(super) fn judged(&self, judge: impl FnOnce(&Heard) -> Result<(), String>) -> Result<(), String> {
        self.heard.as_ref().map_err(Clone::clone).and_then(judge)
    }

    /// The endpoint answered, and the answer is that it will not.
    pub(super) fn is_refusal(&self) -> bool {
        self.heard
            .as_ref()
            .is_ok_and(|heard| heard.status.is_client_error() || heard.error_code().is_ok())
    }
}

/// All checks of one endpoint.
pub(super) struct Exam<'a, W> {
    way: &'a W,
    until: Instant,
    pub(super) results: Vec<CheckResult>,
}

impl<'a, W: Way> Exam<'a, W> {
    pub(super) fn new(way: &'a W) -> Self {
        Self {
            way,
            until: Instant::now() + WHOLE,
            results: Vec::new(),
        }
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn send(&self, asked: Asked) -> Exchange {
        let sent = asked.shown();
        let left = self.until.saturating_duration_since(Instant::now()).min(PATIENCE);
        let heard = timeout(left, self.way.send(asked)).await;
        let heard = heard.unwrap_or_else(|_| Err(format!("no answer within {} seconds", left.as_secs())));
        Exchange { sent, heard }
    }

    /// Reads a document that the endpoint names.
    pub(super) async fn read(&self, url: &Url) -> Exchange {
        Exchange {
            sent: format!("GET {url}"),
            heard: self.way.read(url).await,
        }
    }

    /// Sends a request whose answer decides.
    pub(super) async fn check(
        &mut self,
        (era, check): (Era, Check),
        asked: Asked,
        judge: impl FnOnce(&Heard) -> Result<(), String>,
    ) {
        let exchange = self.send(asked).await;
        let judged = exchange.judged(judge);
        self.add((era, check), &exchange, judged);
    }

    /// Notes what came of a check.
    pub(super) fn add(&mut self, what: (Era, Check), exchange: &Exchange, judged: Result<(), String>) {
        let (verdict, finding) = match judged {
            Ok(()) => (Verdict::Good, String::new()),
            Err(finding) => (Verdict::Bad, finding),
        };
        self.note(what, verdict, finding, Some(exchange));
    }

    /// Notes that a check does not apply after all.
    pub(super) fn pass_over(&mut self, what: (Era, Check), exchange: &Exchange, why: &str) {
        self.note(what, Verdict::Skipped, why.to_owned(), Some(exchange));
    }

    /// Notes that a check does not apply.
    pub(super) fn skip(&mut self, what: (Era, Check), why: &str) {
        self.note(what, Verdict::Skipped, why.to_owned(), None);
    }

    /// Notes that none of these applies.
    pub(super) fn skip_all(&mut self, era: Era, checks: &[Check], why: &str) {
        for check in checks {
            self.skip((era, *check), why);
        }
    }

    /// What was bad does not apply, as is known by now.
    pub(super) fn forgive(&mut self, (era, check): (Era, Check), why: &str) {
        let noted = self.results.iter_mut();
        for result in noted.filter(|it| it.era == era && it.check == check) {
            result.verdict = Verdict::Skipped;
            why.clone_into(&mut result.finding);
        }
    }

    fn note(
        &mut self,
        (era, check): (Era, Check),
        verdict: Verdict,
        finding: String,
        exchange: Option<&Exchange>,
    ) {
        let came = exchange.map(|it| it.heard.as_ref().map(Heard::shown).unwrap_or_default());
        self.results.push(CheckResult {
            check,
            era,
            verdict,
            finding,
            sent: exchange.map(|it| it.sent.clone()).unwrap_or_default(),
            came: came.unwrap_or_default(),
        });
    }
}

/// The answer has this status.
pub(super) fn status(heard: &Heard, wanted: StatusCode) -> Result<(), String> {
    if heard.status == wanted {
        return Ok(());
    }
    Err(format!("the status is {}, not {wanted}", heard.status))
}

/// The answer is an error with this code.
pub(super) fn error(heard: &Heard, wanted: i64) -> Result<(), String> {
    match heard.error_code()? {
        code if code == wanted => Ok(()),
        code => Err(format!("the code of the error is {code}, not {wanted}")),
    }
}

/// The client did something wrong, and is told so.
pub(super) fn refused(heard: &Heard) -> Result<(), String> {
    if heard.status.is_client_error() || heard.error_code().is_ok() {
        return Ok(());
    }
    Err(format!("it is not refused, but answered with {}", heard.status))
}
