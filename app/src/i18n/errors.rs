//! What went wrong.

use model::{FailureClass, PasteProblem, Problem};

use crate::error::AppError;

/// What went wrong.
pub struct ErrorMessages {
    /// What is wrong with a field.
    pub problem: fn(&Problem) -> String,
    /// Why a pasted text is not understood.
    pub paste: fn(&PasteProblem) -> String,
    /// Headline and explanation, with what to do.
    pub app: fn(&AppError) -> (String, String),
    /// What happened to an upstream and what to do, by its kind. `None` where the failure's own sentences, which are
    /// English, are in the language already.
    pub failure: fn(FailureClass) -> Option<(&'static str, &'static str)>,
    pub request_id: &'static str,
    pub what_was_tried: &'static str,
    pub page_not_found: &'static str,
    pub page_not_found_text: &'static str,
}
