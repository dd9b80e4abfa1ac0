//! `subscriptions/listen`: a request that is answered by changes for as long as it is open.

use serde_json::{Map, Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::{Capability, Fault, server_info, texts};
use crate::{
    everything::{
        call::Call,
        catalogue::{Change, Kind},
    },
    frame,
};

const LISTS: [(&str, Kind); 3] = [
    ("toolsListChanged", Kind::Tools),
    ("promptsListChanged", Kind::Prompts),
    ("resourcesListChanged", Kind::Resources),
];

/// What a subscriber wants to hear of.
struct Filter {
    lists: Vec<(&'static str, Kind)>,
    resources: Vec<String>,
    tasks: Vec<String>,
}

/// Sends changes until the server ends the subscription; cancelled by dropping it.
pub(super) async fn listen(call: Call) -> Result<String, Fault> {
    let filter = Filter::read(call.request.params.get("notifications"))?;
    if !filter.tasks.is_empty() && !call.declares(Capability::Tasks) {
        return Err(Capability::Tasks.missing());
    }
    // Before the acknowledgement: what happens after it shall not be missed.
    let mut changes = call.server.catalogue.subscribe();
    let id = call.request.id.get();
    let meta = format!(r#""_meta":{{"io.modelcontextprotocol/subscriptionId":{id}}}"#);
    let send = |method: &str, members: &str| {
        let params = format!("{{{meta}{members}}}");
        call.outlet.send(frame::notification(method, &params));
    };
    let honoured = format!(r#","notifications":{}"#, filter.honoured());
    send("notifications/subscriptions/acknowledged", &honoured);
    loop {
        let change = match changes.recv().await {
            Ok(Change::Ending) | Err(RecvError::Closed) => break,
            Ok(change) => change,
            Err(RecvError::Lagged(_)) => continue,
        };
        let members = match &change {
            Change::Resource(uri) => format!(r#","uri":{}"#, frame::quote(uri)),
            Change::Task(id) => match call.server.tasks.detailed(id) {
                Some(members) => format!(",{members}"),
                None => continue,
            },
            Change::List(_) | Change::Ending => String::new(),
        };
        if filter.wants(&change)
            && let Some(method) = change.method()
        {
            send(&method, &members);
        }
    }
    let meta = format!(
        r#"{{"io.modelcontextprotocol/subscriptionId":{id},{}}}"#,
        server_info()
    );
    Ok(format!(r#"{{"resultType":"complete","_meta":{meta}}}"#))
}

impl Filter {
    fn read(notifications: &Value) -> Result<Self, Fault> {
        if !notifications.is_object() {
            return Err(Fault::invalid("params.notifications has to be an object"));
        }
        let wanted = |(key, _): &(&str, Kind)| notifications[*key] == true;
        Ok(Self {
            lists: LISTS.into_iter().filter(wanted).collect(),
            resources: texts(&notifications["resourceSubscriptions"]),
            tasks: texts(&notifications["taskIds"]),
        })
    }

    /// What is agreed on: all that is known.
    fn honoured(&self) -> Value {
        let mut honoured: Map<_, _> = self
            .lists
            .iter()
            .map(|(key, _)| ((*key).to_owned(), json!(true)))
            .collect();
        let named = [
            ("resourceSubscriptions", &self.resources),
            ("taskIds", &self.tasks),
        ];
        honoured.extend(
            named
                .into_iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(key, names)| (key.to_owned(), json!(names))),
        );
        honoured.into()
    }

    fn wants(&self, change: &Change) -> bool {
        match change {
            Change::List(kind) => self.lists.iter().any(|(_, listed)| listed == kind),
            Change::Resource(uri) => self.resources.contains(uri),
            Change::Task(id) => self.tasks.contains(id),
            Change::Ending => false,
        }
    }
}
