//! Calls that a person has to allow.

use std::time::Duration;

use model::middleware as settings;
use tokio::time::{Instant, interval_at};
use url::Url;

use super::{Kind, Middleware, Passing, Step, Verdict, patterns::Patterns, refusal::refuse};
use crate::{ApprovalRequest, Decision, Error};

mod invitation;

use invitation::Invitation;

/// How often a client that wants to know hears that its call still waits: often enough for those that give up when they hear
/// nothing.
const TELL_EVERY: Duration = Duration::from_secs(10);

pub(super) struct Approval {
    is_of_writing: bool,
    tools: Patterns,
    patience: Duration,
}

impl Approval {
    pub(super) fn new(settings: &settings::Approval) -> Self {
        Self {
            is_of_writing: settings.writing,
            tools: Patterns::new(&settings.tools),
            patience: Duration::from_secs(settings.seconds.into()),
        }
    }

    async fn ask(&self, passing: &Passing<'_>) -> Result<Verdict, Error> {
        let decision = match passing.gateway.approver.load_full() {
            Some(approver) => {
                let asked = approver.ask(self.request(passing));
                waited(passing, asked).await
            }
            None => Decision::Unavailable("Nobody can be asked now.".to_owned()),
        };
        let why = match decision {
            Decision::Allowed => return Ok(Verdict::GoOn),
            Decision::Refused(reason) if reason.is_empty() => {
                "A person refused this call. Do not repeat it.".to_owned()
            }
            Decision::Refused(reason) => format!("A person refused this call: {reason}"),
            Decision::Expired => {
                let seconds = self.patience.as_secs();
                format!(
                    "This call needs a person to allow it, and nobody did within {seconds} seconds. It was not made."
                )
            }
            Decision::Unavailable(why) => {
                format!("This call needs a person to allow it, and was not made. {why}")
            }
        };
        refuse(passing.kind, why).map(Verdict::Answer)
    }

    fn request(&self, passing: &Passing<'_>) -> ApprovalRequest {
        let (context, target) = (passing.context, passing.target);
        ApprovalRequest {
            namespace_id: passing.namespace_id,
            endpoint_id: context.endpoint.id,
            server_id: target.server_id,
            tool: target.exposed.clone(),
            original_tool: target.original.clone(),
            client: context.client.clone(),
            principal: context.principal,
            arguments: passing.arguments().clone(),
            patience: self.patience,
        }
    }
}

impl Middleware for Approval {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let is_asked_about = passing.kind == Kind::Tool
            && (self.is_of_writing && !passing.target.is_read_only || self.tools.any(&passing.name));
        if !is_asked_about {
            return Step::done(Verdict::GoOn);
        }
        let passing = &*passing;
        Step::Later(Box::pin(self.ask(passing)))
    }
}

/// Waits for a person, and tells the client so: one that can open pages is asked to open the one where calls wait.
async fn waited(passing: &Passing<'_>, decision: impl Future<Output = Decision>) -> Decision {
    let mut decision = std::pin::pin!(decision);
    let place = place(passing);
    let message = match &place {
        Some(place) => format!("Waiting for a person to allow this call at {place}"),
        None => "Waiting for a person to allow this call".to_owned(),
    };
    let invitation = place.and_then(|place| Invitation::of(passing, &place, &message));
    let mut declined = std::pin::pin!(async {
        match &invitation {
            Some(invitation) => invitation.declined().await,
            None => std::future::pending().await,
        }
    });
    let (mut ticks, mut step) = (interval_at(Instant::now() + TELL_EVERY, TELL_EVERY), 0);
    passing.tell(step, &message);
    let decision = loop {
        tokio::select! {
            biased;
            decision = &mut decision => break decision,
            () = &mut declined => break Decision::Refused("whoever uses the client declined.".to_owned()),
            _ = ticks.tick() => {
                step += 1;
                passing.tell(step, &message);
            }
        }
    };
    if let Some(invitation) = &invitation {
        invitation.take_back(passing);
    }
    decision
}

/// Where people see the calls that wait.
fn place(passing: &Passing<'_>) -> Option<Url> {
    let urls = passing.gateway.options.public_urls.as_ref()?;
    urls.primary().join("approvals").ok()
}
