//! One inspection: what was asked, what came back, and what servers want to know.

mod history;
mod learning;
mod questions;
mod tasks;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use model::{
    EndpointId, InspectedRoot, InspectionId, InspectionLists, InspectionOffers, InspectionProtocol,
    InspectionState, InspectionView, InspectorTarget, McpLogLevel, NoticeView, PingView, RecordingId,
    SubscriptionView, Timestamp, UserId,
};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use self::{history::History, questions::Questions, tasks::Tasks};
pub(super) use self::{
    history::{Outgoing, Sent},
    questions::{Asker, Said},
};
use super::{
    message::{Answer, Fields, Message, raw},
    sign_in::Grant,
};
use crate::tools::indent;

/// Notifications that an inspection remembers.
const MOST_NOTICES: usize = 200;
/// Bytes of a notification that are kept.
const MAX_NOTICE: usize = 16 * 1024;
/// Resources that are watched.
const MOST_SUBSCRIPTIONS: usize = 100;

/// A client, and what it remembers.
pub(crate) struct Inspection {
    pub(super) subject: Subject,
    /// Ends it.
    pub(super) over: CancellationToken,
    /// Something was heard: whoever waits for an answer looks again.
    pub(super) heard: Notify,
    /// The lists have to be asked for again.
    pub(super) outdated: Notify,
    /// What is listened for has changed.
    pub(super) relisten: Notify,
    memory: Mutex<Memory>,
}

/// Who an inspection is for, and what it looks at.
pub(super) struct Subject {
    pub(super) id: InspectionId,
    pub(super) owner: UserId,
    pub(super) target: InspectorTarget,
    pub(super) name: String,
    pub(super) protocol: InspectionProtocol,
    /// What it shows; without one it comes as its owner.
    pub(super) key: Option<String>,
    /// Where its requests go: the endpoint itself, or a hidden one.
    pub(super) endpoint_id: EndpointId,
    /// Marks its requests on the wires.
    pub(super) mark: u64,
    /// How it came to its key, where it signed in.
    pub(super) grant: Option<Arc<Grant>>,
}

struct Memory {
    used_at: Instant,
    state: InspectionState,
    /// What names its session at the gateway.
    session: Option<String>,
    greeting: Option<String>,
    offers: InspectionOffers,
    next: u64,
    history: History,
    questions: Questions,
    notices: VecDeque<NoticeView>,
    lists: Option<InspectionLists>,
    /// Definitions of tools by name, as they came.
    definitions: HashMap<String, Box<RawValue>>,
    log_level: Option<McpLogLevel>,
    roots: Vec<InspectedRoot>,
    /// Resources whose changes are told, and how often they have changed since they were read.
    subscriptions: BTreeMap<String, u32>,
    /// The request that waits until the target confirms what it will tell (2026-07-28).
    subscribing: Option<u64>,
    tasks: Tasks,
    ping: Option<PingView>,
    recording: Option<RecordingId>,
    /// Requests whose answers come on the one stream (HTTP+SSE).
    waiting: HashMap<u64, oneshot::Sender<Answer>>,
}

impl Inspection {
    pub(super) fn new(subject: Subject, over: CancellationToken, now: Instant) -> Self {
        Self {
            subject,
            over,
            heard: Notify::new(),
            outdated: Notify::new(),
            relisten: Notify::new(),
            memory: Mutex::new(Memory {
                used_at: now,
                state: InspectionState::Beginning,
                session: None,
                greeting: None,
                offers: InspectionOffers::default(),
                next: 1,
                history: History::default(),
                questions: Questions::default(),
                notices: VecDeque::new(),
                lists: None,
                definitions: HashMap::new(),
                log_level: None,
                roots: Vec::new(),
                subscriptions: BTreeMap::new(),
                subscribing: None,
                tasks: Tasks::default(),
                ping: None,
                recording: None,
                waiting: HashMap::new(),
            }),
        }
    }

    /// All but the answers.
    pub(super) fn view(&self, may_watch: bool) -> InspectionView {
        let memory = self.lock();
        let subscriptions = memory.subscriptions.iter();
        InspectionView {
            id: self.subject.id,
            target: self.subject.target,
            name: self.subject.name.clone(),
            protocol: self.subject.protocol,
            with_key: self.subject.key.is_some(),
            sign_in: self.subject.grant.as_ref().map(|grant| grant.id()),
            state: memory.state,
            greeting: memory.greeting.clone(),
            offers: memory.offers,
            exchanges: memory.history.rows(),
            questions: memory.questions.views(),
            notices: memory.notices.iter().rev().cloned().collect(),
            log_level: memory.log_level,
            roots: memory.roots.clone(),
            subscriptions: subscriptions
                .map(|(uri, updates)| SubscriptionView {
                    uri: uri.clone(),
                    updates: *updates,
                })
                .collect(),
            tasks: memory.tasks.views(),
            ping: memory.ping,
            may_watch,
            recording: memory.recording,
        }
    }

    pub(super) fn used_at(&self) -> Instant {
        self.lock().used_at
    }

    pub(super) fn use_now(&self, now: Instant) {
        self.lock().used_at = now;
    }

    pub(super) fn state(&self) -> InspectionState {
        self.lock().state
    }

    /// What the target said that it can do.
    pub(super) fn offers(&self) -> InspectionOffers {
        self.lock().offers
    }

    /// What names its session at the gateway.
    pub(super) fn session(&self) -> Option<String> {
        self.lock().session.clone()
    }

    /// The gateway has given its session a name.
    pub(super) fn begun(&self, session: String) {
        self.lock().session = Some(session);
    }

    /// The target has said who it is.
    pub(super) fn greeted(&self, result: &str) {
        let mut memory = self.lock();
        let said: Value = serde_json::from_str(result).unwrap_or_default();
        memory.offers = offers(&said["capabilities"], self.subject.protocol);
        memory.greeting = Some(indent(result));
        memory.state = InspectionState::Open;
        drop(memory);
        self.outdated.notify_one();
    }

    /// The next number.
    pub(super) fn number(&self) -> u64 {
        self.lock().number()
    }

    /// A notification.
    pub(super) fn noticed(&self, method: &str, params: &str, at: Timestamp) {
        let said: Value = serde_json::from_str(params).unwrap_or_default();
        let mut memory = self.lock();
        match method {
            "notifications/progress" => memory.history.progressed(&said),
            "notifications/cancelled" => memory.questions.withdrawn(&said["requestId"].to_string()),
            "notifications/tasks/status" => memory.tasks.learn(&said, ""),
            "notifications/resources/updated" => {
                if let Some(updates) = said["uri"]
                    .as_str()
                    .and_then(|uri| memory.subscriptions.get_mut(uri))
                {
                    *updates = updates.saturating_add(1);
                }
            }
            "notifications/subscriptions/acknowledged" => memory.acknowledged(&said, params),
            _ => {}
        }
        let notice = NoticeView {
            n: memory.number(),
            at,
            method: method.to_owned(),
            level: said["level"].as_str().and_then(McpLogLevel::parse),
            logger: said["logger"].as_str().unwrap_or_default().to_owned(),
            params: shortened(indent(params), MAX_NOTICE),
        };
        if memory.notices.len() >= MOST_NOTICES {
            memory.notices.pop_front();
        }
        memory.notices.push_back(notice);
        drop(memory);
        self.heard.notify_waiters();
        if method.ends_with("/list_changed") {
            self.outdated.notify_one();
        }
    }

    /// What servers may work with, as the answer to `roots/list`.
    pub(super) fn roots_result(&self) -> Box<RawValue> {
        let memory = self.lock();
        let roots = memory.roots.iter().map(|root| match &*root.name {
            "" => json!({ "uri": root.uri }),
            name => json!({ "uri": root.uri, "name": name }),
        });
        raw(&json!({ "roots": roots.collect::<Vec<_>>() }))
    }

    pub(super) fn set_roots(&self, roots: Vec<InspectedRoot>) {
        self.lock().roots = roots;
    }

    pub(super) fn log_level(&self) -> Option<McpLogLevel> {
        self.lock().log_level
    }

    pub(super) fn set_log_level(&self, level: McpLogLevel) {
        self.lock().log_level = Some(level);
    }

    pub(super) fn set_ping(&self, ping: PingView) {
        self.lock().ping = Some(ping);
    }

    /// So many pings were answered, or not.
    pub(super) fn pinged(&self, times: u32) -> bool {
        let ping = self.lock().ping;
        ping.is_some_and(|ping| ping.wanted == times && ping.answered + ping.failed >= times)
    }

    pub(super) fn recording(&self) -> Option<RecordingId> {
        self.lock().recording
    }

    pub(super) fn set_recording(&self, recording: RecordingId) {
        self.lock().recording = Some(recording);
    }

    /// The answer to this request will come on the one stream.
    pub(super) fn wait_for(&self, n: u64) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        let mut memory = self.lock();
        // Whoever does not wait any more needs no place.
        memory.waiting.retain(|_, waiting| !waiting.is_closed());
        memory.waiting.insert(n, sender);
        receiver
    }

    /// An answer has come on the one stream.
    pub(super) fn came(&self, n: u64, message: Message) {
        let waiting = self.lock().waiting.remove(&n);
        if let (Some(waiting), Some(answer)) = (waiting, message.into_answer()) {
            // Nobody may wait any more.
            let _ = waiting.send(answer);
        }
    }

    /// The one stream is over: nothing comes any more.
    pub(super) fn lost_line(&self) {
        let mut memory = self.lock();
        memory.waiting.clear();
        memory.state = InspectionState::Refused;
    }

    /// The resources whose changes are told, and whose are to be.
    pub(super) fn wanted_subscriptions(&self) -> Vec<String> {
        self.lock().subscriptions.keys().cloned().collect()
    }

    /// The person wants to hear of a resource, or not any more (2026-07-28). `false`: of too many.
    pub(super) fn want(&self, n: u64, uri: &str, is_wanted: bool) -> bool {
        let mut memory = self.lock();
        if is_wanted && !memory.subscribe(uri) {
            return false;
        }
        if !is_wanted {
            memory.subscriptions.remove(uri);
        }
        memory.subscribing = Some(n);
        drop(memory);
        self.relisten.notify_one();
        true
    }

    /// The target does not tell of changes.
    pub(super) fn subscribed(&self, refused: Answer, now: Instant) {
        let waiting = self.lock().subscribing.take();
        if let Some(n) = waiting {
            self.answered(n, refused, now);
        }
    }

    /// The definition of the tool that a request calls.
    pub(super) fn definition(&self, method: &str, params: &Fields) -> Option<Box<RawValue>> {
        let name: String = serde_json::from_str(params.get("name")?.get()).ok()?;
        self.tool(&name).filter(|_| method == "tools/call")
    }

    /// The definition of a tool, as it came.
    pub(super) fn tool(&self, name: &str) -> Option<Box<RawValue>> {
        self.lock().definitions.get(name).cloned()
    }

    pub(super) fn lists(&self) -> Option<InspectionLists> {
        self.lock().lists.clone()
    }

    pub(super) fn learned(&self, lists: InspectionLists, definitions: HashMap<String, Box<RawValue>>) {
        let mut memory = self.lock();
        (memory.lists, memory.definitions) = (Some(lists), definitions);
        drop(memory);
        self.heard.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn number(&mut self) -> u64 {
        let n = self.next;
        self.next += 1;
        n
    }

    /// `false`: there is no room for more.
    fn subscribe(&mut self, uri: &str) -> bool {
        if self.subscriptions.len() >= MOST_SUBSCRIPTIONS && !self.subscriptions.contains_key(uri) {
            return false;
        }
        self.subscriptions.entry(uri.to_owned()).or_default();
        true
    }

    /// The target says what it will tell.
    fn acknowledged(&mut self, said: &Value, params: &str) {
        let told = said["notifications"]["resourceSubscriptions"].as_array();
        let is_told = |uri: &str| told.into_iter().flatten().any(|it| it.as_str() == Some(uri));
        self.subscriptions.retain(|uri, _| is_told(uri));
        if let (Some(n), Ok(result)) = (self.subscribing.take(), RawValue::from_string(params.to_owned())) {
            self.history.finish(n, Answer::Result(result), None);
        }
    }
}

/// What a target says that it can do.
fn offers(capabilities: &Value, protocol: InspectionProtocol) -> InspectionOffers {
    let has = |name: &str| capabilities[name].is_object();
    InspectionOffers {
        tools: has("tools"),
        resources: has("resources"),
        subscriptions: capabilities["resources"]["subscribe"] == true,
        prompts: has("prompts"),
        completions: has("completions"),
        logging: has("logging"),
        tasks: capabilities["tasks"]["requests"]["tools"]["call"].is_object(),
        task_list: capabilities["tasks"]["list"].is_object(),
        ping: protocol != InspectionProtocol::Stateless,
    }
}

/// A text with at most so many bytes.
pub(super) fn shortened(mut text: String, max: usize) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max));
        text.push('…');
    }
    text
}
