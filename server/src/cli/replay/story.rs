//! What a client did in a recording, step by step.

use model::{WireBody, WireEntry, WireKind, WireSide};
use serde_json::Value;

/// A step of a client.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// It said something that has no answer.
    Tell(String),
    /// It asked something.
    Ask(Asked),
    /// It did something that cannot be done again.
    LeaveOut(Left),
}

/// A request, and the answer that it got.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    /// For people.
    pub(super) what: String,
    pub(super) id: Value,
    pub(super) frame: String,
    pub(super) answer: Value,
    /// The answer is about what is tested, not about the programs that talk.
    pub(super) is_compared: bool,
}

/// Why something is left out.
#[derive(Debug, PartialEq)]
pub(super) enum Left {
    Masked(String),
    Cut(String),
    Unanswered(String),
}

/// Requests by which programs introduce themselves.
const INTRODUCTIONS: [&str; 3] = ["initialize", "server/discover", "ping"];

/// The steps in the order of their time.
pub(super) fn of(entries: &[WireEntry]) -> Vec<Step> {
    let said = entries
        .iter()
        .filter(|entry| entry.side == WireSide::Client && entry.is_forth);
    said.filter_map(|entry| step(entries, entry)).collect()
}

fn step(entries: &[WireEntry], entry: &WireEntry) -> Option<Step> {
    let (body, message) = (entry.body.as_ref()?, entry.message.as_ref()?);
    let method = message.method.clone()?;
    let what = match &message.name {
        Some(name) => format!("{method} {name}"),
        None => method.clone(),
    };
    if body.is_masked {
        return Some(Step::LeaveOut(Left::Masked(what)));
    }
    if body.is_cut {
        return Some(Step::LeaveOut(Left::Cut(what)));
    }
    let frame = body.text.clone();
    let Some(id) = serde_json::from_str::<Value>(&frame).ok()?.get("id").cloned() else {
        // What is cancelled here was answered there.
        return (method != "notifications/cancelled").then_some(Step::Tell(frame));
    };
    let answers = entries.iter().filter(|it| {
        it.side == WireSide::Client && !it.is_forth && it.exchange == entry.exchange && it.n > entry.n
    });
    let mut unfit = None;
    for body in answers.filter_map(|it| Some((it, it.body.as_ref()?))) {
        let Some(answer) =
            json(body.0, body.1).filter(|it| it.get("id") == Some(&id) && it.get("method").is_none())
        else {
            continue;
        };
        if body.1.is_masked {
            unfit = Some(Left::Masked(what.clone()));
            continue;
        }
        return Some(Step::Ask(Asked {
            is_compared: !INTRODUCTIONS.contains(&&*method),
            what,
            id,
            frame,
            answer,
        }));
    }
    Some(Step::LeaveOut(unfit.unwrap_or(Left::Unanswered(what))))
}

/// The message in an answer, or in an event (WHATWG HTML §9.2.6).
fn json(entry: &WireEntry, body: &WireBody) -> Option<Value> {
    if entry.kind != WireKind::Event {
        return serde_json::from_str(&body.text).ok();
    }
    let data = body.text.lines().filter_map(|line| line.strip_prefix("data:"));
    let data: Vec<&str> = data.map(|data| data.strip_prefix(' ').unwrap_or(data)).collect();
    serde_json::from_str(&data.join("\n")).ok()
}

#[cfg(test)]
mod tests {
    use model::{WireBody, WireEntry, WireKind, WireMessage, WireSide};
    use serde_json::{Value, json};

    use super::{Left, Step, of};

    fn entry(n: u64, is_forth: bool, kind: WireKind, text: &str) -> WireEntry {
        let json: Value = serde_json::from_str(text.trim_start_matches("data:")).unwrap_or_default();
        let text_of = |value: &Value| value.as_str().map(str::to_owned);
        WireEntry {
            n,
            at_us: 0,
            exchange: Some(1),
            flow: 1,
            side: WireSide::Client,
            server: None,
            session: None,
            is_forth,
            kind,
            headers: Vec::new(),
            body: Some(WireBody {
                text: text.to_owned(),
                bytes: 0,
                is_masked: false,
                is_cut: false,
            }),
            message: Some(WireMessage {
                method: json.get("method").and_then(text_of),
                id: json.get("id").map(ToString::to_string),
                name: None,
                is_error: false,
            }),
            rewritten: Vec::new(),
        }
    }

    fn post() -> WireKind {
        WireKind::Request {
            method: "POST".to_owned(),
            target: String::new(),
        }
    }

    #[test]
    fn requests_have_the_answers_that_they_got_in_bodies_or_events() {
        let ask = r#"{"jsonrpc":"2.0","id":"a","method":"tools/call"}"#;
        let told = r#"{"jsonrpc":"2.0","method":"notifications/progress"}"#;
        let answer = r#"{"jsonrpc":"2.0","id":"a","result":{"n":1}}"#;
        for kind in [WireKind::Answer { status: 200 }, WireKind::Event] {
            let text = match kind {
                WireKind::Event => format!("data:{answer}\n\n"),
                _ => answer.to_owned(),
            };
            let entries = [
                entry(1, true, post(), ask),
                entry(2, false, WireKind::Event, &format!("data:{told}\n\n")),
                entry(3, false, kind, &text),
            ];
            let steps = of(&entries);
            let [Step::Ask(asked)] = &*steps else {
                panic!("{steps:?}")
            };
            assert_eq!(asked.answer["result"], json!({"n": 1}));
            assert!(asked.is_compared);
        }
    }

    #[test]
    fn what_cannot_be_sent_or_compared_is_left_out() {
        let ask = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#;
        let mut masked = entry(1, true, post(), ask);
        masked.body.as_mut().expect("there").is_masked = true;
        let steps = of(&[masked, entry(2, true, post(), ask)]);
        assert!(matches!(
            &*steps,
            [
                Step::LeaveOut(Left::Masked(_)),
                Step::LeaveOut(Left::Unanswered(_))
            ]
        ));
        let tell = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        assert_eq!(of(&[entry(1, true, post(), tell)]), [Step::Tell(tell.to_owned())]);
    }
}
