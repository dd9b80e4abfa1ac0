//! What the record of a call tells of its arguments and its result.

use std::sync::OnceLock;

use crate::PartDetail;

/// Noted while a call is on its way; the first note counts. Small, since hardly any call has some.
#[derive(Default)]
pub(crate) struct Details {
    arguments: OnceLock<Box<PartDetail>>,
    result: OnceLock<Box<PartDetail>>,
}

impl Details {
    pub(crate) fn note_arguments(&self, detail: PartDetail) {
        let _ = self.arguments.set(Box::new(detail));
    }

    pub(crate) fn note_result(&self, detail: PartDetail) {
        let _ = self.result.set(Box::new(detail));
    }

    /// Of the arguments, where something was noted.
    pub(crate) fn arguments(&self) -> Option<PartDetail> {
        self.arguments.get().map(|it| PartDetail::clone(it))
    }

    /// Of the result.
    pub(crate) fn result(&self) -> Option<PartDetail> {
        self.result.get().map(|it| PartDetail::clone(it))
    }
}
