//! A request that one of several servers can answer: they are asked in order until one does.

use tokio_util::sync::CancellationToken;

use super::{context::Context, forward, resolve::Forward};
use crate::{
    Error, envelope::Answer, error::code::METHOD_NOT_FOUND, gateway::Inner, upstream::listener::Ears,
};

/// The servers that may be meant, in order. There is at least one.
pub(crate) struct Candidates {
    forwards: Vec<Forward>,
    is_answer: fn(&Answer) -> bool,
}

impl Candidates {
    /// The only server that is meant.
    pub(crate) fn only(forward: Forward) -> Self {
        Self {
            forwards: vec![forward],
            is_answer: |_| true,
        }
    }

    /// One of them has what the request is about; the others answer with an error.
    pub(crate) fn owners(forwards: Vec<Forward>) -> Self {
        Self {
            forwards,
            is_answer: |answer| answer.result().is_some(),
        }
    }

    /// Some of them know the method.
    pub(crate) fn speakers(forwards: Vec<Forward>) -> Self {
        Self {
            forwards,
            is_answer: |answer| answer.error_code() != Some(i64::from(METHOD_NOT_FOUND)),
        }
    }

    /// In order.
    pub(crate) fn forwards(&self) -> &[Forward] {
        &self.forwards
    }

    /// Asks until one answers. If none does, the last refusal is everyone's.
    pub(crate) async fn ask(
        &self,
        gateway: &Inner,
        context: &Context,
        method: &str,
        cancelled: &CancellationToken,
        ears: Ears,
    ) -> Result<Answer, Error> {
        let mut refused = None;
        for forward in &self.forwards {
            let answer = forward::run(gateway, context, method, forward, cancelled, ears.clone()).await;
            match answer {
                Ok(answer) if (self.is_answer)(&answer) => return Ok(answer),
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                // A server that is down must not hide what the others say.
                Err(_) if refused.is_some() => {}
                other => refused = Some(other),
            }
        }
        refused.unwrap_or_else(|| Err(Error::UnknownMethod(method.to_owned())))
    }
}
