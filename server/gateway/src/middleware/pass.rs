//! The way of a request through a chain, and of its answer back.

use super::{Chain, Kind, Passing, Verdict, links::Running};
use crate::{
    Error,
    envelope::Answer,
    gateway::Inner,
    pipeline::{context::Context, forward, resolve::Forward, trace::Traced},
    upstream::listener::Ears,
};

/// A request that is to be sent.
pub(crate) struct Sending<'a> {
    pub(crate) gateway: &'a Inner,
    pub(crate) context: &'a Context,
    pub(crate) method: &'a str,
    pub(crate) forward: &'a Forward,
    pub(crate) ears: Ears,
    /// Its place in a trace, where calls are traced.
    pub(crate) traced: Option<Traced>,
}

/// How far a request has come: so many whole stages, and so many links of the next.
#[derive(Clone, Copy, Default)]
struct Reached {
    stages: usize,
    links: usize,
}

/// Sends a request through the chain before its target.
pub(crate) async fn pass(sending: &Sending<'_>, kind: Kind) -> Result<Answer, Error> {
    let chain = &sending.forward.target.chain;
    let mut passing = Passing::new(sending, kind)?;
    let (reached, answer) = match ask_links(chain, &mut passing).await? {
        (reached, Some(answer)) => (reached, answer),
        (reached, None) => {
            let changed = passing.changed_arguments();
            let changed = changed.map(|it| sending.forward.with_arguments(it)).transpose()?;
            let forward = changed.as_ref().unwrap_or(sending.forward);
            (reached, forward::send(sending, forward).await?)
        }
    };
    way_back(chain, &mut passing, reached, answer).await
}

/// Asks the links in order, until one answers.
async fn ask_links(chain: &Chain, passing: &mut Passing<'_>) -> Result<(Reached, Option<Answer>), Error> {
    let mut reached = Reached::default();
    for stage in chain.stages() {
        enter(passing, stage);
        reached.links = 0;
        for link in &stage.links.running {
            link.see();
            match link
                .middleware
                .before(passing)
                .wait()
                .await
                .inspect_err(|_| link.act())?
            {
                Verdict::GoOn => {}
                Verdict::Changed => link.act(),
                Verdict::Answer(answer) => {
                    link.act();
                    return Ok((reached, Some(answer)));
                }
            }
            reached.links += 1;
        }
        reached.stages += 1;
    }
    reached.links = 0;
    Ok((reached, None))
}

/// Shows an answer to the links that its request has passed, the last one first.
async fn way_back(
    chain: &Chain,
    passing: &mut Passing<'_>,
    reached: Reached,
    mut answer: Answer,
) -> Result<Answer, Error> {
    for (at, stage) in chain.stages().iter().enumerate().rev() {
        let links: &[_] = match at {
            at if at < reached.stages => &stage.links.running,
            at if at == reached.stages => &stage.links.running[..reached.links],
            _ => continue,
        };
        enter(passing, stage);
        for link in links.iter().rev() {
            answer = shown(link, passing, answer).await?;
        }
    }
    Ok(answer)
}

async fn shown(link: &Running, passing: &Passing<'_>, answer: Answer) -> Result<Answer, Error> {
    let is_modern = answer.is_modern();
    let after = link.middleware.after(passing, &answer).wait().await;
    match after.inspect_err(|_| link.act())? {
        Some(other) => {
            link.act();
            Ok(other.in_era(is_modern))
        }
        None => Ok(answer),
    }
}

fn enter(passing: &mut Passing<'_>, stage: &super::chain::Stage) {
    passing.namespace_id = stage.links.namespace_id;
    passing.name = stage.name.clone();
}
