//! Calls that go on by themselves, as far as an inspection has heard of them.

use std::collections::VecDeque;

use model::InspectedTask;
use serde_json::Value;

/// Tasks that are remembered.
const MOST: usize = 200;

/// The latest last.
#[derive(Default)]
pub(super) struct Tasks(VecDeque<InspectedTask>);

impl Tasks {
    /// What a server says of a task, which this tool has begun; empty where that is not known.
    pub(super) fn learn(&mut self, said: &Value, tool: &str) {
        let word = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let id = word("taskId");
        if id.is_empty() {
            return;
        }
        if let Some(task) = self.0.iter_mut().find(|task| task.id == id) {
            (task.status, task.message) = (word("status"), word("statusMessage"));
            // A server may tell of a task before it answers the call that began it.
            if task.tool.is_empty() {
                tool.clone_into(&mut task.tool);
            }
            return;
        }
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(InspectedTask {
            id,
            status: word("status"),
            message: word("statusMessage"),
            tool: tool.to_owned(),
            created_at: word("createdAt"),
        });
    }

    /// The latest first.
    pub(super) fn views(&self) -> Vec<InspectedTask> {
        self.0.iter().rev().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{MOST, Tasks};

    #[test]
    fn a_task_is_known_once_with_its_latest_state() {
        let mut tasks = Tasks::default();
        tasks.learn(&Value::Null, "slow");
        tasks.learn(
            &json!({ "taskId": "a", "status": "working", "createdAt": "now" }),
            "slow",
        );
        tasks.learn(
            &json!({ "taskId": "a", "status": "completed", "statusMessage": "well" }),
            "",
        );
        let [task] = &*tasks.views() else {
            panic!("one task")
        };
        assert_eq!(
            (&*task.status, &*task.message, &*task.tool),
            ("completed", "well", "slow")
        );
        tasks.learn(&json!({ "taskId": "b", "status": "working" }), "");
        tasks.learn(&json!({ "taskId": "b", "status": "working" }), "early");
        assert_eq!(tasks.views()[0].tool, "early");
        for n in 0..2 * MOST {
            tasks.learn(&json!({ "taskId": n.to_string() }), "");
        }
        assert_eq!(tasks.views().len(), MOST);
    }
}
