//! `metamcp replay`: a recording as a regression test.

mod story;

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, bail};
use gateway::{Authorities, Bridge};
use model::{WirePage, differing_places};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, Lines};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::story::{Asked, Left, Step};

pub(super) const HELP: &str = "\
Sends what a client sent in a recording, and compares the answers with those that it got. Exit code 0 means that all are the
same; otherwise the places that are different are printed.

A recording is made under Wires in the dashboard, and downloaded there. Calls are made again: replay only what may happen
twice. What was masked or cut in the recording is left out, and said.

  metamcp replay recording.json http://localhost:12008/metamcp/dev/mcp
  metamcp replay recording.json URL --ignore /result/structuredContent/time";

/// Bytes that may wait between this command and the endpoint.
const PIPE: usize = 1 << 20;

/// Where to, and what does not count.
pub(super) struct Replay<'a> {
    pub(super) url: &'a str,
    pub(super) key: Option<&'a str>,
    pub(super) headers: &'a [String],
    pub(super) authorities: Authorities,
    /// JSON pointers: differences at them, and below, do not count.
    pub(super) ignore: &'a [String],
}

/// How many answers were what.
#[derive(Default)]
struct Count {
    same: usize,
    different: usize,
    left_out: usize,
}

impl Replay<'_> {
    /// Replays a file. An error when an answer is not as it was.
    pub(super) async fn run(&self, file: &Path) -> anyhow::Result<()> {
        let text = tokio::fs::read_to_string(file)
            .await
            .with_context(|| format!("cannot read {}", file.display()))?;
        let recording: WirePage = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a recording of MetaMCP", file.display()))?;
        let steps = story::of(&recording.entries);
        if !steps.iter().any(|step| matches!(step, Step::Ask(_))) {
            bail!("there is no request with an answer in {}", file.display());
        }
        let bridge = Bridge::new(self.url, self.key, self.headers)
            .context("cannot connect")?
            .trusting(self.authorities.clone());
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let (from_us, to_us) = tokio::io::split(theirs);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let stopping = stop.clone();
        tasks.spawn(async move { bridge.run(from_us, to_us, stopping).await });
        let (answers, mut requests) = tokio::io::split(ours);
        let mut answers = BufReader::new(answers).lines();
        let mut count = Count::default();
        for step in steps {
            match step {
                Step::Tell(frame) => requests.write_all(&line(&frame)).await?,
                Step::LeaveOut(why) => {
                    count.left_out += 1;
                    say(&format!("left out   {}", words(&why)))?;
                }
                Step::Ask(asked) => {
                    requests.write_all(&line(&asked.frame)).await?;
                    let answer = answer_to(&mut answers, &asked.id).await?;
                    self.compare(&asked, &answer, &mut count)?;
                }
            }
        }
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        say(&format!(
            "{} the same, {} different, {} left out",
            count.same, count.different, count.left_out
        ))?;
        match count.different {
            0 => Ok(()),
            1 => bail!("one answer is different"),
            n => bail!("{n} answers are different"),
        }
    }

    fn compare(&self, asked: &Asked, answer: &Value, count: &mut Count) -> io::Result<()> {
        let places = if asked.is_compared {
            differing_places(&asked.answer, answer)
        } else {
            // What both sides say of themselves may change with every version.
            Vec::new()
        };
        let counted: Vec<_> = places
            .into_iter()
            .filter(|place| !self.is_ignored(place))
            .collect();
        if counted.is_empty() {
            count.same += 1;
            return say(&format!("same       {}", asked.what));
        }
        count.different += 1;
        say(&format!("different  {}", asked.what))?;
        for place in counted {
            let at = |value: &Value| {
                value
                    .pointer(&place)
                    .map_or("nothing".to_owned(), ToString::to_string)
            };
            say(&format!(
                "  {place}\n    was {}\n    is  {}",
                at(&asked.answer),
                at(answer)
            ))?;
        }
        Ok(())
    }

    fn is_ignored(&self, place: &str) -> bool {
        self.ignore.iter().any(|ignored| {
            let rest = place.strip_prefix(ignored.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// The answer with this id. What else is said meanwhile is no part of the story.
async fn answer_to(
    answers: &mut Lines<BufReader<impl AsyncRead + Unpin>>,
    id: &Value,
) -> anyhow::Result<Value> {
    while let Some(line) = answers.next_line().await? {
        let Ok(message) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        if message.get("id") == Some(id) && message.get("method").is_none() {
            return Ok(message);
        }
    }
    bail!("the endpoint gives no more answers")
}

fn line(frame: &str) -> Vec<u8> {
    let mut line = frame.replace(['\n', '\r'], " ").into_bytes();
    line.push(b'\n');
    line
}

fn words(why: &Left) -> String {
    match why {
        Left::Masked(what) => format!("{what}: the recording has dots in place of secrets"),
        Left::Cut(what) => format!("{what}: the recording has only its beginning"),
        Left::Unanswered(what) => format!("{what}: the recording has no answer to it"),
    }
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
