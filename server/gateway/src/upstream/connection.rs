//! One connection to an upstream, in the name of one principal.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Method;
use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, timeout, timeout_at},
};
use tokio_util::task::TaskTracker;

use super::{
    caller::{Beside, Signer},
    core::{Approach, Bounds, Core},
    eras::{Eras, Opening},
    error::{UpstreamError, UpstreamErrorKind},
    failure::{self, Target},
    handshake::INITIALIZE,
    http::{Endpoint, HttpClient, HttpLink, Shown, SseLink, TokenSource},
    inbox::Inbox,
    lane::{Introduction, Lane},
    limits::Limits,
    listener::{Ears, Stray, StrayPost},
    masks::Masks,
    modern::{DISCOVER, outfitted, stripped},
    nursery::Nursery,
    offering::is_look,
    quota::Permit,
    stdio::{Configured, ProcessSpec, StdioLink},
};
use crate::{
    envelope::{Answer, notification_frame, request_frame},
    spec::{GatewayOptions, PrincipalId, TransportSpec, UpstreamSpec},
    wires::{Wires, tap::Tap},
};

/// A connection that lived so long was of use, even if nobody called.
pub(super) const STEADY: Duration = Duration::from_secs(10);

/// A server that knows an era says so at once. One that hangs instead does not.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that has completed its handshake. Dropping the last handle ends it.
pub(crate) struct Connection {
    core: Arc<Core>,
    link: Link,
    born: Instant,
    running: AtomicUsize,
    is_useful: AtomicBool,
    /// Microseconds after `born`.
    last_used: AtomicU64,
    idle: Notify,
}

enum Link {
    Stdio(StdioLink),
    Http(Arc<HttpLink>),
    Sse(Arc<SseLink>),
}

/// A request on its way to a server.
pub(super) struct Request<'a> {
    /// Our id for it.
    pub(super) id: u64,
    /// Its method.
    pub(super) method: &'a str,
    /// Its parameters, a raw object.
    pub(super) params: Option<&'a [u8]>,
    /// What its headers say, where it has any.
    pub(super) beside: Beside<'a>,
}

impl Request<'_> {
    /// The frame, with what the era of the connection asks for.
    pub(super) fn frame(&self, core: &Core) -> Vec<u8> {
        if core.is_modern() {
            let params = outfitted(self.params, core);
            request_frame(self.id, self.method, Some(&params))
        } else {
            let params = self.params.map(stripped);
            request_frame(self.id, self.method, params.as_deref())
        }
    }
}

/// What every new connection needs.
pub(super) struct Surroundings<'a> {
    /// Settings.
    pub(super) options: &'a GatewayOptions,
    /// The shared HTTP client.
    pub(super) http: &'a HttpClient,
    /// Where processes are started.
    pub(super) nursery: &'a Nursery,
    /// Where tasks run.
    pub(super) tasks: &'a TaskTracker,
    /// What is known of the server's eras.
    pub(super) eras: Arc<Eras>,
    /// For what servers say beside their answers.
    pub(super) strays: &'a mpsc::Sender<Stray>,
    /// Who has tokens for servers.
    pub(super) credentials: Option<Arc<TokenSource>>,
    /// Signs who calls.
    pub(super) signer: &'a Signer,
    /// Who watches.
    pub(super) wires: &'a Arc<Wires>,
}

impl Surroundings<'_> {
    /// What goes along with every request to a server in this name.
    fn shown(&self, spec: &UpstreamSpec, principal: Option<PrincipalId>) -> Shown {
        let sign_in = spec.run.connections.sign_in;
        let credentials = sign_in.zip(self.credentials.as_ref());
        Shown {
            bearer: credentials.map(|(sign_in, credentials)| credentials.bearer(spec.id, sign_in, principal)),
            speaker: self.signer.speaker(spec),
        }
    }
}

impl Connection {
    /// Connects and shakes hands, within the connect timeout. Whatever was started ends when this fails or is
    /// dropped. `permit` is given back when nothing of the connection is left. Without a lane it is nobody's yet.
    pub(super) async fn open(
        spec: &UpstreamSpec,
        introduction: Introduction,
        lane: Option<Lane>,
        surroundings: &Surroundings<'_>,
        permit: Permit,
    ) -> Result<Arc<Self>, UpstreamError> {
        let connection = Arc::new(Self::start(spec, introduction, lane, surroundings, permit)?);
        let within = connection.core.bounds.connect_timeout;
        match timeout(within, connection.shake_hands()).await {
            Ok(Ok(())) => Ok(connection),
            Ok(Err(error)) if error.kind() == UpstreamErrorKind::SignIn => Err(error),
            Ok(Err(error)) => Err(error.into_kind(UpstreamErrorKind::Unreachable)),
            Err(_) => Err(connection.not_ready()),
        }
    }

    /// Reserves a request id, so that the caller can use it as progress token.
    pub(crate) fn begin(self: &Arc<Self>) -> Call {
        self.running.fetch_add(1, Ordering::AcqRel);
        Call {
            id: self.core.next_id(),
            connection: self.clone(),
        }
    }

    /// The protocol version agreed on.
    pub(crate) fn protocol_version(&self) -> &'static str {
        self.core
            .agreed
            .load()
            .as_ref()
            .map_or("", |agreed| agreed.version)
    }

    /// Name and version that the server gave itself.
    pub(super) fn server_info(&self) -> String {
        self.core
            .agreed
            .load()
            .as_ref()
            .map_or_else(String::new, |agreed| agreed.server_info.clone())
    }

    /// The parts shared with the transport.
    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    /// New calls may use it.
    pub(super) fn is_alive(&self) -> bool {
        self.core.life.is_alive()
    }

    /// The server is a process of this connection's own.
    pub(super) fn is_process(&self) -> bool {
        matches!(self.link, Link::Stdio(_))
    }

    /// No call is running.
    pub(super) fn is_idle(&self) -> bool {
        self.running() == 0
    }

    /// When the last call ended.
    pub(super) fn last_used(&self) -> Instant {
        self.born + Duration::from_micros(self.last_used.load(Ordering::Relaxed))
    }

    /// Requests in progress.
    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }

    /// Nobody has it yet.
    pub(super) fn is_spare(&self) -> bool {
        self.core.inbox.strays.lane().is_none()
    }

    /// When it was begun.
    pub(super) fn born(&self) -> Instant {
        self.born
    }

    /// It has lived.
    pub(super) fn age(&self) -> Duration {
        self.born.elapsed()
    }

    /// It served somebody: it answered a request, or ended while it worked on a call. A server that ends when its
    /// tools are listed has served nobody.
    pub(super) fn was_useful(&self) -> bool {
        self.is_useful.load(Ordering::Relaxed) || self.born.elapsed() > STEADY
    }

    /// Lets the calls that run finish, at most for `limit`, and ends the connection.
    pub(super) async fn drain(&self, limit: Duration) {
        self.core.life.retire();
        let deadline = Instant::now() + limit;
        loop {
            let idle = self.idle.notified();
            if self.is_idle() {
                break;
            }
            let ended = tokio::select! {
                result = timeout_at(deadline, idle) => result.is_err(),
                () = self.core.life.stopping() => true,
            };
            if ended {
                break;
            }
        }
        self.core.life.stop();
    }

    fn start(
        spec: &UpstreamSpec,
        introduction: Introduction,
        lane: Option<Lane>,
        surroundings: &Surroundings<'_>,
        permit: Permit,
    ) -> Result<Self, UpstreamError> {
        let options = surroundings.options;
        let server: Arc<str> = spec.name.as_str().into();
        let strays = StrayPost::new(spec.id, surroundings.strays.clone());
        if let Some(lane) = lane {
            strays.belongs_to(lane);
        }
        let is_process = spec.transport.is_process();
        let is_askable = introduction.is_askable();
        let shows_more = is_askable || is_process && !lane.is_some_and(Lane::is_gateways);
        let shown = surroundings.shown(spec, permit.principal());
        let new_core = |target: Target| {
            Arc::new(Core::new(
                server.clone(),
                target,
                Inbox::new(strays, is_askable, shows_more),
                Approach {
                    introduction,
                    eras: surroundings.eras.clone(),
                    tap: Tap::new(surroundings.wires.clone(), spec.id),
                },
                Bounds::new(options, &spec.run.times),
                surroundings.tasks.clone(),
                permit,
            ))
        };
        let unreachable = |core: &Core, why| core.error(UpstreamErrorKind::Unreachable, why, "");
        let (core, link) = match &spec.transport {
            TransportSpec::Stdio {
                command,
                args,
                env,
                cwd,
            } => {
                let configured = Configured {
                    command,
                    args,
                    env,
                    cwd: cwd.as_deref(),
                    limits: spec.run.limits,
                    sandbox: spec.run.sandbox.as_ref(),
                };
                let (target, process) = ProcessSpec::prepare(&configured, options);
                let core = new_core(target);
                let process =
                    process.map_err(|unset| unreachable(&core, failure::unset_variable(&unset.name)))?;
                let link = StdioLink::start(&core, process, spec.id, options, surroundings.nursery)?;
                (core, Link::Stdio(link))
            }
            TransportSpec::StreamableHttp { url, headers } => {
                let (target, endpoint) = Endpoint::prepare(&Method::POST, url, headers, options);
                let core = new_core(target);
                let endpoint = endpoint.map_err(|why| unreachable(&core, why))?;
                let link = HttpLink::start(&core, surroundings.http.clone(), endpoint, shown);
                (core, Link::Http(link))
            }
            TransportSpec::Sse { url, headers } => {
                let (target, endpoint) = Endpoint::prepare(&Method::GET, url, headers, options);
                let core = new_core(target);
                let endpoint = endpoint.map_err(|why| unreachable(&core, why))?;
                let link = SseLink::start(&core, surroundings.http.clone(), endpoint, shown);
                (core, Link::Sse(link))
            }
            TransportSpec::Namespace { .. } => {
                let core = new_core(Target::new(spec.name.clone(), Masks::default()));
                return Err(unreachable(&core, failure::in_process()));
            }
        };
        Ok(Self {
            core,
            link,
            born: Instant::now(),
            running: AtomicUsize::new(0),
            is_useful: AtomicBool::new(false),
            last_used: AtomicU64::new(0),
            idle: Notify::new(),
        })
    }

    /// Tries the eras that the server may speak.
    async fn shake_hands(&self) -> Result<(), UpstreamError> {
        let openings = self.core.eras.openings(&self.core.introduction);
        let mut refusals = Vec::new();
        for opening in openings {
            let opened = match (&self.link, opening) {
                (Link::Stdio(link), Opening::Legacy) => link.initialize().await.map(Some),
                (Link::Stdio(link), Opening::Modern) => soon(link.discover()).await,
                (Link::Http(link), Opening::Legacy) => link.open().await.map(Some),
                (Link::Http(link), Opening::Modern) => soon(link.discover()).await,
                (Link::Sse(link), Opening::Legacy) => link.open().await.map(Some),
                // The modern era has never been spoken over this transport.
                (Link::Sse(_), Opening::Modern) => continue,
            };
            match opened.transpose() {
                None => refusals.push((opening, self.silent())),
                Some(Ok(())) => {
                    self.core.eras.agreed(opening);
                    return Ok(());
                }
                Some(Err(error)) if error.is_refusal() => refusals.push((opening, error)),
                Some(Err(error)) => return Err(error),
            }
            self.core.eras.refused(opening);
        }
        self.core.eras.forget();
        // What the older era says of itself is what people know.
        refusals.sort_by_key(|(opening, _)| *opening == Opening::Modern);
        let first = refusals.into_iter().next();
        Err(first.map_or_else(|| self.not_ready(), |(_, error)| error))
    }

    /// The error of a server that does not say whether it speaks an era.
    fn silent(&self) -> UpstreamError {
        let why = failure::call_timeout(DISCOVER, PROBE_TIMEOUT);
        self.core.error(UpstreamErrorKind::Unreachable, why, "")
    }

    /// The error of a handshake that took too long.
    fn not_ready(&self) -> UpstreamError {
        let evidence = &self.core.evidence;
        let is_process = self.is_process();
        let is_silent_stream = matches!(&self.link, Link::Sse(link) if link.awaits_endpoint());
        let why = if evidence.has_garbage() {
            failure::garbage()
        } else if is_silent_stream {
            failure::no_endpoint_event()
        } else {
            failure::connect_timeout(self.core.bounds.connect_timeout, is_process)
        };
        self.core
            .error(UpstreamErrorKind::Unreachable, why, &evidence.output())
    }

    /// Sends a request that does not count as a call, and waits for its answer.
    pub(super) async fn exchange(
        &self,
        id: u64,
        method: &str,
        params: Option<&[u8]>,
        limits: Limits,
        beside: Beside<'_>,
        ears: Ears,
    ) -> Result<Answer, UpstreamError> {
        if self.core.is_modern()
            && let Some(answer) = self.core.stand_in(method, params)
        {
            self.core.watching().await;
            return Ok(answer);
        }
        let request = Request {
            id,
            method,
            params,
            beside,
        };
        let answer = self.core.inbox.pending.register(id, ears)?;
        if !is_look(method) {
            // What the call does to the server is not the server's way of starting up.
            self.is_useful.store(true, Ordering::Relaxed);
        }
        let mut waiting = Waiting {
            connection: self,
            id,
            is_cancellable: method != INITIALIZE,
        };
        let outcome = match &self.link {
            Link::Stdio(link) => self.within(id, limits, link.exchange(&request, answer)).await,
            Link::Http(link) => self.within(id, limits, link.exchange(&request, answer)).await,
            Link::Sse(link) => self.within(id, limits, link.exchange(&request, answer)).await,
        };
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(late) => {
                let why = match late {
                    Late::Silent => failure::call_timeout(method, limits.answer),
                    Late::Unfinished => failure::call_unfinished(method, limits.total),
                };
                let stderr = self.core.evidence.stderr();
                return Err(self.core.error(UpstreamErrorKind::Timeout, why, &stderr));
            }
        };
        waiting.is_cancellable = false;
        let is_modern = self.core.is_modern();
        outcome
            .inspect(|_| self.is_useful.store(true, Ordering::Relaxed))
            .map(|answer| answer.in_era(is_modern))
    }

    /// Waits for an answer; progress gives it more time, up to the total.
    async fn within<T>(&self, id: u64, limits: Limits, future: impl Future<Output = T>) -> Result<T, Late> {
        tokio::pin!(future);
        let began = Instant::now();
        let end = began + limits.total;
        let mut deadline = (began + limits.answer).min(end);
        loop {
            if let Ok(output) = timeout_at(deadline, &mut future).await {
                return Ok(output);
            }
            let heard = self.core.inbox.pending.heard(id);
            let extended = heard.map_or(deadline, |heard| (heard + limits.answer).min(end));
            if extended <= deadline {
                let is_silent = deadline < end || heard.is_none();
                return Err(if is_silent { Late::Silent } else { Late::Unfinished });
            }
            deadline = extended;
        }
    }

    fn cancel(&self, id: u64) {
        let params = format!(r#"{{"requestId":{id},"reason":"The caller does not wait any more"}}"#);
        self.notify(notification_frame(
            "notifications/cancelled",
            Some(params.as_bytes()),
        ));
    }

    /// Sends a notification if there is room for it.
    pub(super) fn notify(&self, frame: Vec<u8>) {
        match &self.link {
            Link::Stdio(link) => link.try_notify(frame),
            Link::Http(link) => link.send_aside(frame),
            Link::Sse(link) => link.send_aside(frame),
        }
    }
}

/// Why a request took too long.
enum Late {
    /// Nothing was heard of it for long.
    Silent,
    /// It made progress and did not come to an end.
    Unfinished,
}

/// `Ok(None)` when there is no word in time.
async fn soon(probe: impl Future<Output = Result<(), UpstreamError>>) -> Result<Option<()>, UpstreamError> {
    timeout(PROBE_TIMEOUT, probe).await.ok().transpose()
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.core.life.stop();
    }
}

/// A request that is about to be sent.
pub(crate) struct Call {
    connection: Arc<Connection>,
    id: u64,
}

impl Call {
    /// The id of the request, which is also its progress token.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Sends the request and waits for its answer within its limits; progress gives it more time. `params` is a raw
    /// JSON object. What the server says about the request meanwhile goes to `ears`. When the future is dropped, the
    /// upstream is told that the request is cancelled.
    pub(super) async fn send(
        self,
        method: &str,
        params: Option<&[u8]>,
        limits: Limits,
        beside: Beside<'_>,
        ears: Ears,
    ) -> Result<Answer, UpstreamError> {
        self.connection
            .exchange(self.id, method, params, limits, beside, ears)
            .await
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let connection = &self.connection;
        let now = u64::try_from(connection.age().as_micros()).unwrap_or(u64::MAX);
        connection.last_used.store(now, Ordering::Relaxed);
        if connection.running.fetch_sub(1, Ordering::AcqRel) == 1 {
            connection.idle.notify_waiters();
        }
    }
}

/// Forgets a request that nobody waits for any more, and tells the upstream.
struct Waiting<'a> {
    connection: &'a Connection,
    id: u64,
    is_cancellable: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.is_cancellable && self.connection.core.inbox.pending.forget(self.id) {
            self.connection.cancel(self.id);
        }
    }
}
