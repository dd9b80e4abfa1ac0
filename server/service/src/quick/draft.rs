//! Tried texts between the trial and the button.

use std::sync::{Mutex, OnceLock, PoisonError};

use model::{CallView, EndpointId, PasteFormat, ServerId, ToolTrial};
use store::EndpointRecord;
use tokio::sync::OnceCell;

use super::trial::Tried;
use crate::Recorder;

/// A tried text.
pub(crate) struct Draft {
    pub(super) format: Option<PasteFormat>,
    pub(super) name: Option<String>,
    pub(super) servers: Vec<Tried>,
    /// Set once, however often the button is pressed.
    pub(super) published: OnceCell<Published>,
    first_call: OnceLock<CallView>,
    trial: Mutex<Option<ToolTrial>>,
}

/// What was made of a draft.
#[derive(Clone)]
pub(crate) struct Published {
    pub(super) servers: Vec<(ServerId, String)>,
    pub(super) namespace: String,
    pub(super) endpoint: EndpointRecord,
    pub(super) key: String,
}

impl Draft {
    pub(super) fn new(format: Option<PasteFormat>, name: Option<String>, servers: Vec<Tried>) -> Self {
        Self {
            format,
            name,
            servers,
            published: OnceCell::new(),
            first_call: OnceLock::new(),
            trial: Mutex::default(),
        }
    }

    pub(super) fn published(&self) -> Option<Published> {
        self.published.get().cloned()
    }

    /// The latest call from the page.
    pub(super) fn trial(&self) -> Option<ToolTrial> {
        self.trial.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another call from the page.
    pub(super) fn set_trial(&self, trial: ToolTrial) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = Some(trial);
    }

    /// The first call at the endpoint. Kept here, because many calls later the recorder has forgotten it.
    pub(super) fn first_call(&self, endpoint: EndpointId, recorder: &Recorder) -> Option<CallView> {
        if let Some(call) = self.first_call.get() {
            return Some(call.clone());
        }
        let call = recorder.first_at(endpoint)?;
        Some(self.first_call.get_or_init(|| call).clone())
    }
}

#[cfg(test)]
mod tests {
    use gateway::CallRecorder;
    use model::Timestamp;

    use super::Draft;
    use crate::recorder::tests::call;

    #[test]
    fn the_first_call_stays_when_the_recorder_has_forgotten_it() {
        let (recorder, [endpoint, other]) = (
            crate::recorder(),
            [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at))),
        );
        let draft = Draft::new(None, None, Vec::new());
        assert_eq!(draft.first_call(endpoint, &recorder), None);
        recorder.record(call(endpoint, 1));
        let first = draft.first_call(endpoint, &recorder).expect("there was one");
        (2..5000).for_each(|at| recorder.record(call(other, at)));
        assert_eq!(recorder.first_at(endpoint), None, "forgotten there");
        assert_eq!(draft.first_call(endpoint, &recorder), Some(first));
    }
}
