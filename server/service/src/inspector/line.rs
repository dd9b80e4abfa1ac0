//! What an inspection says to the gateway and hears from it, in process: the same messages as those of any client.

mod events;
mod hearing;
mod http;
mod modern;

use std::{future::pending, sync::Arc, time::Duration};

use serde_json::json;

use self::{
    events::{Events, Read},
    http::Door,
};
use super::{
    inspection::Inspection,
    message::{self, Answer, Fields, raw},
};
use crate::services::Inner;
use model::InspectionProtocol as Protocol;

/// Before a stream that has ended is opened again.
const PAUSE: Duration = Duration::from_secs(1);

/// What the client offers to be asked, and that it shows apps (SEP-1865, "Capability Negotiation").
fn capabilities() -> serde_json::Value {
    json!({
        "extensions": { "io.modelcontextprotocol/ui": { "mimeTypes": ["text/html;profile=mcp-app"] } },
        "sampling": {},
        "elicitation": { "form": {}, "url": {} },
        "roots": { "listChanged": true },
    })
}

/// What a request says about itself that somebody sends by hand: nobody is there to be asked.
pub(super) fn introduce_command(params: &mut Fields) {
    let version = Protocol::Stateless.version();
    with_meta(
        params,
        [
            ("io.modelcontextprotocol/protocolVersion", raw(version)),
            (
                "io.modelcontextprotocol/clientInfo",
                raw(&json!({ "name": "curl", "version": "1" })),
            ),
            ("io.modelcontextprotocol/clientCapabilities", raw(&json!({}))),
        ],
    );
}

fn client_info() -> serde_json::Value {
    json!({
        "name": "metamcp-inspector",
        "title": "MetaMCP inspector",
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// Says the first words with the request of this number, and listens for as long as the target lets it.
pub(super) async fn live(inner: &Arc<Inner>, inspection: &Arc<Inspection>, n: u64) {
    match inspection.subject.protocol {
        Protocol::Streamable => {
            if greet(inner, inspection, n).await {
                listen(inner, inspection).await;
            }
        }
        Protocol::Stateless => {
            if modern::greet(inner, inspection, n).await {
                modern::listen(inner, inspection).await;
            }
        }
        Protocol::EventStream => match open(inner, inspection).await {
            Ok(mut line) => {
                let hear = async {
                    line.read(inner, inspection, None).await;
                    inspection.lost_line();
                };
                futures::join!(hear, greet(inner, inspection, n));
            }
            Err(why) => inspection.answered(n, why, inner.parts.clock.instant()),
        },
    }
    // What was heard stays to be looked at.
    pending::<()>().await;
}

/// Shakes hands. `false`: the target does not want to.
async fn greet(inner: &Arc<Inner>, inspection: &Arc<Inspection>, n: u64) -> bool {
    let params = Fields::from([
        (
            "protocolVersion".to_owned(),
            raw(inspection.subject.protocol.version()),
        ),
        ("capabilities".to_owned(), raw(&capabilities())),
        ("clientInfo".to_owned(), raw(&client_info())),
    ]);
    let answer = post(inner, inspection, n, "initialize", &params).await;
    let greeting = answer.result().map(ToOwned::to_owned);
    if let Some(greeting) = &greeting {
        inspection.greeted(greeting.get());
        notify(inner, inspection, "notifications/initialized", &Fields::new()).await;
    }
    inspection.answered(n, answer, inner.parts.clock.instant());
    greeting.is_some()
}

/// Sends a request and waits for what comes back.
pub(super) async fn ask(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    n: u64,
    method: &str,
    mut params: Fields,
) -> Answer {
    if inspection.subject.protocol == Protocol::Stateless {
        return modern::ask(inner, inspection, n, method, params).await;
    }
    with_meta(&mut params, [("progressToken", raw(&n))]);
    post(inner, inspection, n, method, &params).await
}

/// Adds to what a request says about itself. What is there already stays.
fn with_meta<const N: usize>(params: &mut Fields, additions: [(&str, Box<serde_json::value::RawValue>); N]) {
    let mut meta = params
        .get("_meta")
        .map(|meta| message::fields(meta.get()))
        .unwrap_or_default();
    for (name, value) in additions {
        meta.entry(name.to_owned()).or_insert(value);
    }
    params.insert("_meta".to_owned(), raw(&meta));
}

async fn post(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    n: u64,
    method: &str,
    params: &Fields,
) -> Answer {
    let text = message::request(n, method, params);
    if inspection.subject.protocol == Protocol::EventStream {
        let waiting = inspection.wait_for(n);
        let response = http::send(inner, inspection, Door::Message, text).await;
        if !response.status().is_success() {
            return http::refusal(response).await;
        }
        return match waiting.await {
            Ok(answer) => answer,
            Err(_) => Answer::nothing("the stream ended before there was an answer"),
        };
    }
    let response = http::send(inner, inspection, Door::Post, text).await;
    if let Some(session) = http::session(&response) {
        inspection.begun(session);
    }
    http::answer(inner, inspection, response, n).await
}

/// Sends a notification.
pub(super) async fn notify(inner: &Arc<Inner>, inspection: &Inspection, method: &str, params: &Fields) {
    say(inner, inspection, message::notification(method, params)).await;
}

/// Sends a message that nothing comes back for.
pub(super) async fn say(inner: &Arc<Inner>, inspection: &Inspection, text: String) {
    let door = match inspection.subject.protocol {
        Protocol::Streamable => Door::Post,
        Protocol::EventStream => Door::Message,
        // There is none without sessions.
        Protocol::Stateless => return,
    };
    http::send(inner, inspection, door, text).await;
}

/// Hears what the target says by itself, for as long as it lets it.
async fn listen(inner: &Arc<Inner>, inspection: &Arc<Inspection>) {
    loop {
        let response = http::send(inner, inspection, Door::Get, String::new()).await;
        if !response.status().is_success() {
            break;
        }
        let read = Events::of(response).read(inner, inspection, None).await;
        if matches!(read, Read::TooLong) {
            break;
        }
        // Streams have a longest time.
        tokio::time::sleep(PAUSE).await;
    }
}

/// Opens the stream of HTTP+SSE, and learns where messages go.
async fn open(inner: &Arc<Inner>, inspection: &Arc<Inspection>) -> Result<Events, Answer> {
    let response = http::send(inner, inspection, Door::Stream, String::new()).await;
    if !response.status().is_success() {
        return Err(http::refusal(response).await);
    }
    let mut events = Events::of(response);
    match events.next().await {
        Ok(Some(event)) if event.name == "endpoint" => {
            let query = event.data.split_once('?').map_or("", |(_, query)| query);
            inspection.begun(query.to_owned());
            Ok(events)
        }
        _ => Err(Answer::nothing("the stream does not say where messages go")),
    }
}

/// Ends what the target keeps for it.
pub(super) async fn end(inner: &Arc<Inner>, inspection: &Inspection) {
    if inspection.subject.protocol == Protocol::Streamable && inspection.session().is_some() {
        http::send(inner, inspection, Door::Delete, String::new()).await;
    }
}
