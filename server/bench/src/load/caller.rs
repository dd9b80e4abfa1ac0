//! A client that does the same again and again.

use std::sync::Arc;

use anyhow::{Result, ensure};
use bytes::Bytes;

use super::{Job, Work};
use crate::{
    answer,
    client::{Client, NO_CAPABILITIES},
};

/// An opened session; it makes one request at a time.
pub(super) struct Caller {
    job: Arc<Job>,
    number: usize,
    client: Client,
    calls: u64,
    /// What every list has behind its id.
    list: Option<Bytes>,
}

impl Caller {
    pub(super) async fn open(job: Arc<Job>, number: usize) -> Result<Self> {
        Ok(Self {
            client: Client::open(&job.target, NO_CAPABILITIES).await?,
            job,
            number,
            calls: 0,
            list: None,
        })
    }

    /// A new connection and session in place of a broken one.
    pub(super) async fn reopen(self) -> Result<Self> {
        Self::open(self.job, self.number).await
    }

    /// One request, and a check of what comes back.
    pub(super) async fn work(&mut self) -> Result<()> {
        match &self.job.work {
            Work::Call { tool, beginning } => {
                // A text that no other call has.
                self.calls += 1;
                let text = format!(
                    "{beginning}connection {:04}, call {:010}, no other.",
                    self.number, self.calls
                );
                let answer = self
                    .client
                    .call(tool, &format!(r#"{{"message":"{text}"}}"#))
                    .await?;
                answer::check(&answer.ok()?, &text)
            }
            Work::List => self.list().await,
            Work::Search => self.search().await,
        }
    }

    /// One query after the other.
    async fn search(&mut self) -> Result<()> {
        const QUERIES: [&str; 4] = [
            "a tool that does it",
            "number of the tool",
            "tool",
            "send a message to a person",
        ];
        let query = QUERIES[usize::try_from(self.calls)? % QUERIES.len()];
        self.calls += 1;
        let arguments = format!(r#"{{"query":"{query}"}}"#);
        let answer = self.client.call("search_tools", &arguments).await?.ok()?;
        let is_result = answer.body.windows(7).any(|window| window == b"\"tools\"");
        ensure!(is_result, "no search result: {}", answer::beginning(&answer.body));
        Ok(())
    }

    /// Every list is the same as the first one, but for its id. Reading each would measure the reader.
    async fn list(&mut self) -> Result<()> {
        let answer = self.client.list_tools().await?.ok()?;
        let head = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{{"#, answer.id);
        ensure!(
            answer.body.starts_with(head.as_bytes()),
            "not the list that was asked for: {}",
            answer::beginning(&answer.body)
        );
        let list = answer.body.slice(head.len()..);
        let first = self.list.get_or_insert_with(|| list.clone());
        ensure!(*first == list, "a list that differs from the one before");
        Ok(())
    }

    pub(super) async fn close(self) -> Result<()> {
        self.client.close().await
    }
}
