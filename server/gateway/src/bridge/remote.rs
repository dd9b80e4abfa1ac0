//! The endpoint: one session there, begun by the client and begun anew when it is lost.

use std::{
    sync::{Arc, Mutex as StdMutex, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header::CONTENT_TYPE};
use http_body_util::Full;
use tokio::{sync::Mutex, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};
use url::Url;

use super::{
    output::Output,
    repeated::Repeated,
    replies::{self, Reply},
    requests::Asked,
    session::Session,
};
use crate::{
    Authorities,
    envelope::{Envelope, error_frame, notification_frame},
    era::{MODERN, PROTOCOL_VERSION, SESSION_ID},
    error::code,
    standard_headers,
    upstream::{
        failure,
        http::{
            Reach,
            client::{HttpClient, Payload},
        },
    },
};

/// Longest time for a new session in place of a lost one.
const RENEWAL: Duration = Duration::from_secs(30);

const TOOLS_CHANGED: &str = "notifications/tools/list_changed";

/// The endpoint.
pub(super) struct Remote {
    url: Url,
    uri: Uri,
    base: HeaderMap,
    client: HttpClient,
    tasks: TaskTracker,
    pub(super) output: Output,
    /// Cancelled at the end.
    pub(super) over: CancellationToken,
    session: ArcSwapOption<Session>,
    /// `initialize` as the client wrote it, to be said again to an endpoint that forgot.
    hello: StdMutex<Option<Bytes>>,
    /// Held while a lost session is replaced, so that it is replaced once.
    renewal: Mutex<()>,
    repeated: Repeated,
}

/// Why something was not answered.
pub(super) enum Problem {
    /// The endpoint refused, with a message of its own: to be passed on under the id of the request.
    Refused(StatusCode, Bytes),
    /// In words.
    Told(String),
}

impl Remote {
    pub(super) fn new(
        url: Url,
        base: HeaderMap,
        authorities: &Authorities,
        output: Output,
        tasks: TaskTracker,
        over: CancellationToken,
    ) -> Arc<Self> {
        let uri = url.as_str().parse().expect("a URL is a URI");
        // Who starts the command may reach whatever this machine reaches.
        let client = HttpClient::new(Reach::Anything, authorities, tasks.clone(), over.clone());
        Arc::new(Self {
            url,
            uri,
            base,
            client,
            tasks,
            output,
            over,
            session: ArcSwapOption::empty(),
            hello: StdMutex::default(),
            renewal: Mutex::default(),
            repeated: Repeated::default(),
        })
    }

    pub(super) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    pub(super) fn session(&self) -> Option<Arc<Session>> {
        self.session.load_full()
    }

    /// Begins the session that the client asks for.
    pub(super) async fn initialize(self: &Arc<Self>, frame: &Bytes, id: &str) {
        let number = self.session().map_or(1, |session| session.number + 1);
        match self.begin(frame, id, number).await {
            Ok(answer) => {
                *self.hello.lock().unwrap_or_else(PoisonError::into_inner) = Some(frame.clone());
                self.output.line(answer).await;
            }
            Err(problem) => self.answer_problem(id, problem).await,
        }
    }

    /// The client is ready: from now on it hears what is said outside of requests.
    pub(super) async fn initialized(self: &Arc<Self>, frame: &Bytes) {
        self.tell(frame).await;
        if self.session().is_some() {
            self.tasks.spawn(self.clone().listen());
        }
    }

    /// Sends something that is not answered.
    pub(super) async fn tell(self: &Arc<Self>, frame: &Bytes) {
        let session = self.session();
        let told = match self.tell_in(session.as_deref(), frame).await {
            Err(Problem::Refused(status, body)) if is_gone(session.as_deref(), status, &body) => {
                match self.renew(session.map_or(0, |session| session.number)).await {
                    Ok(session) => self.tell_in(Some(&session), frame).await,
                    Err(problem) => Err(problem),
                }
            }
            told => told,
        };
        if let Err(problem) = told {
            warn!(
                "a notification or an answer was not taken: {}",
                self.in_words(&problem)
            );
        }
    }

    /// Asks, and says everything that comes back.
    pub(super) async fn ask(self: Arc<Self>, frame: Bytes, asked: &Asked) {
        let answered = if asked.is_modern {
            self.ask_stateless(&frame, asked).await
        } else {
            self.ask_in_session(&frame, asked).await
        };
        if let Err(problem) = answered {
            self.answer_problem(&asked.id, problem).await;
        }
    }

    /// Ends the session.
    pub(super) async fn end(&self) {
        if let Some(session) = self.session().filter(|session| session.has_id) {
            let mut headers = session.headers.clone();
            headers.remove(CONTENT_TYPE);
            // Not every server lets clients end sessions; nothing else can be done about it.
            let _ = self.send(Method::DELETE, headers, Bytes::new()).await;
        }
    }

    /// Replaces a lost session, unless somebody else did meanwhile.
    pub(super) async fn renew(self: &Arc<Self>, lost: u64) -> Result<Arc<Session>, Problem> {
        let _renewal = self.renewal.lock().await;
        let current = || self.session().filter(|session| session.number != lost);
        if let Some(session) = current() {
            return Ok(session);
        }
        let hello = self.hello.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let hello = hello.ok_or_else(|| Problem::Told("The session has not begun.".to_owned()))?;
        info!("the endpoint does not know the session any more; beginning a new one");
        let id = Envelope::parse(&hello)
            .ok()
            .and_then(|hello| Some(hello.id?.get().to_owned()))
            .unwrap_or_else(|| "null".to_owned());
        let begun = timeout(RENEWAL, self.begin(&hello, &id, lost + 1)).await;
        begun
            .map_err(|_| Problem::Told("The endpoint did not begin a new session in time.".to_owned()))??;
        let session =
            current().ok_or_else(|| Problem::Told("The session ended again at once.".to_owned()))?;
        let initialized = notification_frame("notifications/initialized", None).into();
        self.tell_in(Some(&session), &initialized).await?;
        if session.announces_tools {
            // An endpoint that lost its sessions was started anew and may have other tools.
            self.output
                .line(notification_frame(TOOLS_CHANGED, None).into())
                .await;
        }
        Ok(session)
    }

    /// Opens the stream for what is said outside of requests.
    pub(super) async fn open(&self, headers: HeaderMap) -> Result<Response<Payload>, Problem> {
        self.send(Method::GET, headers, Bytes::new()).await
    }

    /// What went wrong, for people.
    pub(super) fn in_words(&self, problem: &Problem) -> String {
        match problem {
            Problem::Told(words) => words.clone(),
            Problem::Refused(status, body) => {
                let message = replies::message_of(body);
                let message = message.unwrap_or_else(|| format!("{} answered {status}.", self.url));
                format!("{message}{}", self.hint(*status))
            }
        }
    }

    async fn begin(self: &Arc<Self>, hello: &Bytes, id: &str, number: u64) -> Result<Bytes, Problem> {
        let response = self.send(Method::POST, self.base.clone(), hello.clone()).await?;
        let session_id = response.headers().get(SESSION_ID).cloned();
        let answer = replies::only_answer(self, id, response).await?;
        if let Some(session) = Session::read(number, &self.base, session_id, &answer) {
            self.session.store(Some(Arc::new(session)));
        }
        Ok(answer)
    }

    async fn ask_in_session(self: &Arc<Self>, frame: &Bytes, asked: &Asked) -> Result<(), Problem> {
        let session = self.session();
        let first = self.exchange(session.as_deref(), frame, asked).await;
        match first {
            Err(Problem::Refused(status, body)) if is_gone(session.as_deref(), status, &body) => {
                // It has not done anything for this request.
                let session = self.renew(session.map_or(0, |session| session.number)).await?;
                self.exchange(Some(&session), frame, asked).await
            }
            answered => answered,
        }
    }

    async fn exchange(
        self: &Arc<Self>,
        session: Option<&Session>,
        frame: &Bytes,
        asked: &Asked,
    ) -> Result<(), Problem> {
        let headers = session.map_or(&self.base, |session| &session.headers).clone();
        let response = self.send(Method::POST, headers, frame.clone()).await?;
        replies::pass_on(self, session, &asked.id, response, |_| {}).await
    }

    async fn ask_stateless(self: &Arc<Self>, frame: &Bytes, asked: &Asked) -> Result<(), Problem> {
        let mut headers = self.base.clone();
        headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(MODERN));
        let repeated = asked.tool.as_deref().and_then(|tool| self.repeated.of(tool));
        if let Ok(message) = Envelope::parse(frame) {
            let params = message.params.map(|params| params.get().as_bytes());
            standard_headers::write(
                &mut headers,
                &asked.method,
                params,
                repeated.as_deref().unwrap_or_default(),
            );
        }
        let response = self.send(Method::POST, headers, frame.clone()).await?;
        let lists_tools = &*asked.method == "tools/list";
        let look = |frame: &Bytes| {
            if lists_tools {
                self.repeated.learn(frame);
            }
        };
        replies::pass_on(self, None, &asked.id, response, look).await
    }

    async fn tell_in(&self, session: Option<&Session>, frame: &Bytes) -> Result<(), Problem> {
        let headers = session.map_or(&self.base, |session| &session.headers).clone();
        let response = self.send(Method::POST, headers, frame.clone()).await?;
        match replies::read(response).await? {
            Reply::Refused(status, body) => Err(Problem::Refused(status, body)),
            Reply::Nothing | Reply::Json(_) | Reply::Events(_) => Ok(()),
        }
    }

    async fn send(
        &self,
        method: Method,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Payload>, Problem> {
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = headers;
        let sent = Box::pin(self.client.request(request)).await;
        sent.map_err(|fault| {
            let why = failure::transport(&fault, &self.url);
            Problem::Told(format!("{} {}", why.message, why.advice))
        })
    }

    /// Nobody else answers this request.
    async fn answer_problem(&self, id: &str, problem: Problem) {
        let words = self.in_words(&problem);
        warn!("{words}");
        let own = match &problem {
            Problem::Refused(_, body) => replies::under_id(body, id),
            Problem::Told(_) => None,
        };
        let frame = own.unwrap_or_else(|| {
            let words = serde_json::Value::from(words);
            let error = format!(r#"{{"code":{},"message":{words}}}"#, code::UPSTREAM);
            error_frame(id, error.as_bytes())
        });
        self.output.line(frame.into()).await;
    }

    /// What to do about a refusal, where the endpoint does not know how this program is used.
    fn hint(&self, status: StatusCode) -> &'static str {
        match status {
            StatusCode::UNAUTHORIZED => {
                " For this command, set METAMCP_API_KEY or add --header \"Authorization: Bearer …\"."
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if self.url.path().ends_with("/sse") => {
                " This command speaks Streamable HTTP: end the URL with /mcp in place of /sse."
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if !self.url.path().ends_with("/mcp") => {
                " An endpoint's URL ends with /mcp."
            }
            _ => "",
        }
    }
}

/// The endpoint has forgotten the session, and so has not done anything.
fn is_gone(session: Option<&Session>, status: StatusCode, body: &Bytes) -> bool {
    let has_id = session.is_some_and(|session| session.has_id);
    has_id
        && match status {
            StatusCode::NOT_FOUND => true,
            StatusCode::BAD_REQUEST => String::from_utf8_lossy(body)
                .to_ascii_lowercase()
                .contains("session"),
            _ => false,
        }
}
