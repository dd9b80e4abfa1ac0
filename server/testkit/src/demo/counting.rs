//! `slow_count`: a call that takes its time, reports progress and can be given up.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::tools;
use crate::frame;

/// One running call. Dropping its future is how it is cancelled.
#[derive(Debug)]
pub struct SlowCount {
    id: Box<RawValue>,
    progress_token: Option<Box<RawValue>>,
    to: u32,
    interval: Duration,
}

impl SlowCount {
    /// Reads the arguments; the error is what the tool answers.
    pub(super) fn new(
        id: &RawValue,
        progress_token: Option<&RawValue>,
        raw: Option<&RawValue>,
    ) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(default)]
        struct Arguments {
            to: u32,
            interval_ms: u64,
        }
        impl Default for Arguments {
            fn default() -> Self {
                Self {
                    to: 5,
                    interval_ms: 500,
                }
            }
        }
        let Arguments { to, interval_ms } = tools::arguments(raw)?;
        if !(1..=1000).contains(&to) || interval_ms > 60_000 {
            return Err("Invalid arguments: to must be 1 to 1000 and interval_ms 0 to 60000".to_owned());
        }
        Ok(Self {
            id: id.to_owned(),
            progress_token: progress_token.map(ToOwned::to_owned),
            to,
            interval: Duration::from_millis(interval_ms),
        })
    }

    /// The request's id as the client wrote it.
    pub fn id(&self) -> &str {
        self.id.get()
    }

    /// Counts; sends a progress notification for each step, if the client asked for them, and the result.
    /// Ends early when nobody receives any more.
    pub async fn run(self, frames: mpsc::Sender<Vec<u8>>) {
        for step in 1..=self.to {
            tokio::time::sleep(self.interval).await;
            if let Some(token) = &self.progress_token {
                let params = format!(
                    r#"{{"progressToken":{},"progress":{step},"total":{},"message":"{step} of {}"}}"#,
                    token.get(),
                    self.to,
                    self.to
                );
                if frames
                    .send(frame::notification("notifications/progress", &params))
                    .await
                    .is_err()
                {
                    return;
                }
            }
        }
        let text = tools::text(&format!("Counted to {}", self.to));
        // Nobody is left to be told about a failure to send.
        let _ = frames.send(frame::result(&self.id, &text)).await;
    }
}
