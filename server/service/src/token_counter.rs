//! How many tokens models read a text as.
//!
//! Servers write what they like into the definitions of their tools. So a text is counted piece by piece, each short enough for the
//! encoder, which gives up on long runs of blanks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::TokenCost;
use sha2::{Digest, Sha256};
use tiktoken_rs::{cl100k_base_singleton, o200k_base_singleton};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Texts whose counts are kept; then all are forgotten. A definition of a tool is one, and so is a page of a list.
const MOST_KNOWN: usize = 20_000;
/// Counts at the same time: however many people look, the processors are the clients'.
const AT_ONCE: usize = 1;

/// A piece of a text is twice as long at most.
const USUAL_PIECE: usize = 32 * 1024;

type Known = HashMap<[u8; 32], TokenCost>;

/// Counts texts, each once. Cloning shares what it knows.
#[derive(Clone)]
pub(crate) struct TokenCounter {
    known: Arc<Mutex<Known>>,
    turns: Arc<Semaphore>,
}

impl Default for TokenCounter {
    fn default() -> Self {
        Self {
            known: Arc::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl TokenCounter {
    /// Runs something that counts, where it keeps nobody waiting who does not count.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        counting: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T> {
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(Error::internal)?;
        let counter = self.clone();
        let job = tokio::task::spawn_blocking(move || {
            // Until the counting is over, though nobody may wait for it any more.
            let _turn = turn;
            counting(&counter)
        });
        job.await.map_err(Error::internal)
    }

    /// The tokens of a text. Not for a task that others wait for: see [`TokenCounter::run`].
    pub(crate) fn count(&self, text: &str) -> TokenCost {
        let digest: [u8; 32] = Sha256::digest(text).into();
        if let Some(known) = self.known().get(&digest) {
            return *known;
        }
        let cost = count(text);
        let mut known = self.known();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(digest, cost);
        cost
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(text: &str) -> TokenCost {
    let tokens = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let (gpt, older_gpt) = (o200k_base_singleton(), cl100k_base_singleton());
    let mut cost: TokenCost = pieces(text)
        .map(|piece| TokenCost {
            gpt: tokens(gpt.count_ordinary(piece)),
            older_gpt: tokens(older_gpt.count_ordinary(piece)),
            claude: 0,
        })
        .sum();
    cost.claude = TokenCost::claude_of(text.chars().count());
    cost
}

/// Cuts a long text where no token of any encoding goes over the cut, which in JSON is between a letter and a quotation mark.
/// Where there is no such place, as in a text that nobody would write, the count is a few tokens off.
fn pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (piece, rest) = text.split_at(cut(text));
        text = rest;
        Some(piece)
    })
}

fn cut(text: &str) -> usize {
    if text.len() <= USUAL_PIECE {
        return text.len();
    }
    let longest = text.floor_char_boundary(2 * USUAL_PIECE);
    let bytes = &text.as_bytes()[..longest];
    let is_cut = |at: &usize| bytes[at - 1].is_ascii_alphabetic() && bytes[*at] == b'"';
    (USUAL_PIECE..longest).find(is_cut).unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use model::TokenCost;

    use super::{MOST_KNOWN, TokenCounter};

    #[test]
    fn counts_as_the_published_encodings_do() {
        let counter = TokenCounter::default();
        // By tiktoken 0.9 of OpenAI.
        for (text, gpt, older_gpt) in [
            ("", 0, 0),
            ("hello world", 2, 2),
            (r#"{"name":"read_file"}"#, 6, 6),
            ("查询指定城市的天气", 5, 9),
        ] {
            let cost = counter.count(text);
            assert_eq!((cost.gpt, cost.older_gpt), (gpt, older_gpt), "{text}");
        }
        assert_eq!(counter.count("seven..").claude, 2);
    }

    #[test]
    fn long_texts_are_counted_like_short_ones() {
        let counter = TokenCounter::default();
        let entry = r#"{"name":"read_file","description":"Reads a file of yours."},"#;
        let of = |times: usize| counter.count(&entry.repeat(times)).gpt;
        // What a repetition adds is always the same, however the text is cut.
        assert_eq!(of(10_000) - of(1), 9_999 * (of(2) - of(1)));
    }

    #[test]
    fn strange_texts_are_counted_too() {
        let counter = TokenCounter::default();
        for unit in [" ", "a", "\u{200b}", "\"", "时"] {
            let cost = counter.count(&unit.repeat(1_000_000 / unit.len()));
            assert!(cost.gpt > 1000 && cost.older_gpt > 1000, "{unit:?}: {cost:?}");
        }
    }

    #[tokio::test]
    async fn counts_many_without_keeping_more_than_its_bound() {
        let counter = TokenCounter::default();
        let sum = counter.run(|counter| {
            let texts = (0..=MOST_KNOWN).map(|n| counter.count(&n.to_string()));
            texts.sum::<TokenCost>()
        });
        assert!(sum.await.expect("counted").gpt > 20_000);
        assert!(counter.known().len() <= MOST_KNOWN);
    }
}
