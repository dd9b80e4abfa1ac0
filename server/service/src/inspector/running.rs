//! What goes on while an inspection lives.

use std::{sync::Arc, time::Duration};

use model::{InspectionState, Owner};

use super::{inspection::Inspection, line, lists, targets};
use crate::{Changed, services::Inner};

/// Between two looks at whether an inspection is still in use.
const LOOK: Duration = Duration::from_secs(30);
/// An inspection that nobody looks at for so long is over.
const IDLE: Duration = Duration::from_mins(30);

/// Shakes hands with the request of this number, hears what the target says, and tidies up when it is over.
pub(super) async fn run(inner: Arc<Inner>, inspection: Arc<Inspection>, n: u64) {
    tokio::select! {
        () = line::live(&inner, &inspection, n) => {}
        () = ask_for_lists(&inner, &inspection) => {}
        () = grow_old(&inner, &inspection) => {}
        () = inspection.over.cancelled() => {}
    }
    inspection.over.cancel();
    inner.inspections.remove(inspection.subject.id);
    if let Some(recording) = inspection.recording() {
        inner.recordings.end(inspection.subject.owner, recording);
    }
    line::end(&inner, &inspection).await;
    if let Some(grant) = &inspection.subject.grant {
        grant.give_back(&inner).await;
    }
    inner.keeper.reveal(inspection.subject.endpoint_id).await;
    inner.changes.tell(Changed::Inspections);
}

/// Asks what the target offers, and again when that has changed.
async fn ask_for_lists(inner: &Arc<Inner>, inspection: &Arc<Inspection>) {
    loop {
        inspection.outdated.notified().await;
        if inspection.state() == InspectionState::Open {
            let offers = inspection.offers();
            let (lists, definitions) = lists::ask(inner, inspection, offers).await;
            inspection.learned(lists, definitions);
            inner.changes.tell(Changed::Inspections);
        }
    }
}

/// Until nobody looks any more, or its owner has no right to the target.
async fn grow_old(inner: &Inner, inspection: &Inspection) {
    loop {
        tokio::time::sleep(LOOK).await;
        let now = inner.parts.clock.instant();
        if now.saturating_duration_since(inspection.used_at()) > IDLE {
            break;
        }
        let installation = inner.keeper.known();
        let is_usable = installation.is_none_or(|installation| {
            let owner = targets::owner(&installation, inspection.subject.target);
            let person = installation.user(inspection.subject.owner).is_some();
            person
                && owner
                    .is_some_and(|owner| installation.may_use(Owner::Person(inspection.subject.owner), owner))
        });
        if !is_usable {
            break;
        }
    }
}
