//! Questions in the modern era: a call ends with them and is made again with the answers, as often as it takes.
//!
//! A tool is run again from its start each time. What was answered in earlier rounds comes back in `requestState`, so
//! that the tool passes its first questions and arrives at the next.

use serde_json::{Value, json};

use super::{
    asking::{Answers, Question, input_requests},
    call::Ending,
    rpc::{Fault, Request},
    seal::Seal,
};

#[derive(Debug)]
pub(super) struct Rounds {
    /// Names the call: an answer to one is no answer to another.
    place: String,
    /// From earlier rounds, taken out of the state.
    earlier: Answers,
    /// Whether the client has given a state.
    resumed: bool,
    /// From this round; used by the first question that is still open, since no other was asked.
    given: Value,
}

impl Rounds {
    /// Reads what a request brings along; a state that is not ours is an error.
    pub(super) fn read(request: &Request, seal: &Seal) -> Result<Self, Fault> {
        let params = &request.params;
        let subject = [params.get("name"), params.get("uri"), params.get("arguments")];
        let place = format!("{} {}", request.method, json!(subject));
        let state =
            match params.get("requestState") {
                Value::Null => None,
                state => {
                    let opened = state.as_str().and_then(|state| seal.open(&place, state));
                    Some(opened.ok_or_else(|| {
                        Fault::invalid("requestState is damaged, too old or of another call")
                    })?)
                }
            };
        Ok(Self {
            place,
            resumed: state.is_some(),
            earlier: Answers(
                state
                    .and_then(|state| serde_json::from_value(state).ok())
                    .unwrap_or_default(),
            ),
            given: params.get("inputResponses").clone(),
        })
    }

    /// The answers to all questions, or the end of this round. With `sealed`, answers count only together with the
    /// state that was given out with the questions.
    pub(super) fn ask(
        &mut self,
        questions: &[Question],
        sealed: bool,
        seal: &Seal,
    ) -> Result<Answers, Ending> {
        let (mut open, mut used) = (Vec::new(), false);
        for question in questions {
            if self.earlier.0.contains_key(question.key) {
                continue;
            }
            let answer = &self.given[question.key];
            if (self.resumed || !sealed) && question.is_answered_by(answer) {
                self.earlier.0.insert(question.key.to_owned(), answer.clone());
                used = true;
            } else {
                open.push(question);
            }
        }
        if used {
            self.given = Value::Null;
        }
        if open.is_empty() {
            return Ok(self.earlier.clone());
        }
        let mut result = json!({ "inputRequests": input_requests(open) });
        if sealed || !self.earlier.0.is_empty() {
            result["requestState"] = seal.seal(&self.place, &json!(self.earlier.0)).into();
        }
        Err(Ending::Input(result))
    }
}
