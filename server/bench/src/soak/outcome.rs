//! What became of one call.

use http::StatusCode;

use crate::{
    answer::{self, beginning},
    client::Answer,
};

/// What a client got.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The answer to its question.
    Right,
    /// An error that says that the server failed, and in which way.
    Explained(String),
    /// Another error.
    Unexplained(String),
    /// Something that is not the answer to its question.
    Wrong(String),
    /// No answer at all.
    Lost(String),
}

/// Compares an answer with its question.
pub(super) fn of(answer: &Answer, text: &str) -> Outcome {
    let shown = || format!("HTTP {}: {}", answer.status, beginning(&answer.body));
    let Ok(frame) = answer::read(answer) else {
        return Outcome::Unexplained(shown());
    };
    if frame.id != Some(answer.id) {
        return Outcome::Wrong(shown());
    }
    match &frame.error {
        Some(problem) => match problem.failure_of_the_server() {
            Some(class) => Outcome::Explained(class.to_owned()),
            None => Outcome::Unexplained(shown()),
        },
        None if frame.says(text) && answer.status == StatusCode::OK => Outcome::Right,
        None => Outcome::Wrong(shown()),
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::{Outcome, of};
    use crate::client::Answer;

    fn outcome(body: &str) -> Outcome {
        let answer = Answer {
            id: 5,
            status: StatusCode::OK,
            content_type: "application/json".to_owned(),
            body: body.to_owned().into(),
        };
        of(&answer, "hello")
    }

    #[test]
    fn an_answer_is_right_only_with_its_own_id_and_text() {
        let result = |id: u64, text: &str| {
            outcome(&format!(
                r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[{{"type":"text","text":"{text}"}}]}}}}"#
            ))
        };
        assert_eq!(result(5, "hello"), Outcome::Right);
        assert!(matches!(result(5, "other"), Outcome::Wrong(_)));
        assert!(matches!(result(6, "hello"), Outcome::Wrong(_)));
    }

    #[test]
    fn an_error_is_explained_or_not() {
        let error = |data: &str| {
            outcome(&format!(
                r#"{{"jsonrpc":"2.0","id":5,"error":{{"code":-32051,"message":"It ended.","data":{data}}}}}"#
            ))
        };
        assert_eq!(
            error(r#"{"source":"upstream","class":"exited"}"#),
            Outcome::Explained("exited".to_owned())
        );
        assert!(matches!(
            error(r#"{"source":"gateway","class":"limit"}"#),
            Outcome::Unexplained(_)
        ));
        assert!(matches!(outcome("<html>"), Outcome::Unexplained(_)));
    }
}
