//! What an inspection learns from its requests.

use std::time::Instant;

use model::{McpLogLevel, Timestamp};
use serde_json::Value;

use super::{Inspection, InspectionState, Memory, Outgoing, Sent};
use crate::inspector::message::Answer;

impl Inspection {
    /// A request that is shown goes out under this number. `None`: too many run.
    pub(in crate::inspector) fn send(&self, outgoing: Outgoing, at: (Timestamp, Instant)) -> Option<Sent> {
        let over = self.over.child_token();
        let mut memory = self.lock();
        let n = memory.number();
        memory.history.begin(n, outgoing, at, over).cloned()
    }

    /// A request with what came back.
    pub(in crate::inspector) fn exchange(&self, n: u64) -> Option<Sent> {
        self.lock().history.find(n).cloned()
    }

    /// The first time that a resource was read after this request, unless that failed.
    pub(in crate::inspector) fn read_since(&self, n: u64, uri: &str) -> Option<u64> {
        self.lock().history.read_since(n, uri)
    }

    /// What came back for a request.
    pub(in crate::inspector) fn answered(&self, n: u64, answer: Answer, now: Instant) {
        let mut memory = self.lock();
        // What was asked on its way is nobody's question any more.
        memory.questions.over(n);
        if let Some(sent) = memory.history.finish(n, answer, Some(now)).cloned() {
            memory.learn(&sent);
        }
        drop(memory);
        self.heard.notify_waiters();
    }

    /// Nobody waits for it any more. `false`: it was over.
    pub(in crate::inspector) fn cancelled(&self, n: u64) -> bool {
        let mut memory = self.lock();
        memory.questions.over(n);
        let was_running = memory.history.cancel(n);
        drop(memory);
        self.heard.notify_waiters();
        was_running
    }
}

impl Memory {
    fn learn(&mut self, sent: &Sent) {
        let Some(Answer::Result(result)) = &sent.answer else {
            if self.state == InspectionState::Beginning {
                self.state = InspectionState::Refused;
            }
            return;
        };
        let name = &sent.row.name;
        match &*sent.row.method {
            "resources/subscribe" => {
                // One too many is not counted; its changes still stand among the notifications.
                self.subscribe(name);
            }
            "resources/unsubscribe" => {
                self.subscriptions.remove(name);
            }
            "resources/read" => {
                if let Some(updates) = self.subscriptions.get_mut(name) {
                    *updates = 0;
                }
            }
            "logging/setLevel" => {
                let input: Value = serde_json::from_str(&sent.input).unwrap_or_default();
                self.log_level = input["level"].as_str().and_then(McpLogLevel::parse);
            }
            "tools/call" | "tasks/list" | "tasks/get" | "tasks/cancel" => {
                let result: Value = serde_json::from_str(result.get()).unwrap_or_default();
                match &*sent.row.method {
                    "tools/call" => self.tasks.learn(&result["task"], name),
                    "tasks/list" => {
                        let tasks = result["tasks"].as_array().into_iter().flatten();
                        tasks.for_each(|task| self.tasks.learn(task, ""));
                    }
                    _ => self.tasks.learn(&result, ""),
                }
            }
            _ => {}
        }
    }
}
