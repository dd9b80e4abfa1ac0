//! Live logs: the stream of a page that is open, and what is taken home.

use std::{convert::Infallible, fmt::Write, time::Duration};

use app::ssr::CallerExtension;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream::unfold};
use model::{LogFilter, LogLevel, LogLine, LogLines};
use serde::Deserialize;
use service::{Caller, Changed, Services};
use tokio::{
    sync::{broadcast, watch},
    time::sleep,
};

use crate::state::AppState;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Lines that come within this time go together: a page that gets a thousand a second gets four pushes a second.
const GATHER: Duration = Duration::from_millis(250);

/// Which lines, as the page's own URL says it.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    level: Option<String>,
    source: Option<String>,
    q: Option<String>,
    /// The number of the last line that the page has.
    after: Option<u64>,
    format: Option<String>,
}

impl Wanted {
    fn filter(&self) -> LogFilter {
        LogFilter::read(self.level.as_deref(), self.source.as_deref(), self.q.as_deref())
    }
}

/// Event `lines` with [`LogLines`] as data, for as long as who reads may; 401 for strangers.
pub async fn stream(
    State(state): State<AppState>,
    Extension(caller): Extension<CallerExtension>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let Some(caller) = caller.0 else {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    };
    // A browser that connects again says what it got last.
    let resumed = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let (news, changes) = (state.services.logs().news(), state.services.changes());
    let after = resumed.or(wanted.after).unwrap_or_else(|| *news.borrow());
    let filter = wanted.filter();
    if let Err(error) = state.services.logs().after(&caller, &filter, after).await {
        return refusal(&error);
    }
    let reading = Reading {
        services: state.services.clone(),
        caller,
        filter,
        after,
        news,
        changes,
        is_first: true,
    };
    let lines = futures::StreamExt::take_until(reading.pushes(), state.stopping.clone().cancelled_owned());
    let mut response = Sse::new(lines)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    // nginx would hold events back until its buffer is full.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

/// One page that reads.
struct Reading {
    services: Services,
    caller: Caller,
    filter: LogFilter,
    after: u64,
    news: watch::Receiver<u64>,
    changes: broadcast::Receiver<Changed>,
    /// What was written since the page was made is there already.
    is_first: bool,
}

impl Reading {
    fn pushes(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut reading| async {
            let lines = reading.next().await?;
            let event = Event::default()
                .event("lines")
                .id(lines.last.to_string())
                .json_data(&lines)
                .ok()?;
            Some((Ok(event), reading))
        })
    }

    /// The next lines; nothing when it is over. A reader who may see something else now connects anew.
    async fn next(&mut self) -> Option<LogLines> {
        loop {
            if !std::mem::take(&mut self.is_first) {
                tokio::select! {
                    biased;
                    () = rights_changed(&mut self.changes) => return None,
                    changed = self.news.changed() => changed.ok()?,
                }
                sleep(GATHER).await;
            }
            self.news.borrow_and_update();
            let logs = self.services.logs();
            let lines = logs.after(&self.caller, &self.filter, self.after).await.ok()?;
            self.after = lines.last;
            if !lines.lines.is_empty() || lines.missed > 0 {
                return Some(lines);
            }
        }
    }
}

/// Waits until somebody's rights may be others. Who missed changes may have missed that.
async fn rights_changed(changes: &mut broadcast::Receiver<Changed>) {
    loop {
        match changes.recv().await {
            Ok(Changed::Users | Changed::Teams) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The lines that are still known, as text or as one JSON object a line.
pub async fn download(
    State(state): State<AppState>,
    Extension(caller): Extension<CallerExtension>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(caller) = caller.0 else {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    };
    let lines = match state.services.logs().download(&caller, &wanted.filter()).await {
        Ok(lines) => lines.lines,
        Err(error) => return refusal(&error),
    };
    let (name, kind, body) = if wanted.format.as_deref() == Some("jsonl") {
        (
            "metamcp-logs.jsonl",
            "application/jsonl; charset=utf-8",
            as_objects(&lines),
        )
    } else {
        ("metamcp-logs.txt", "text/plain; charset=utf-8", as_text(&lines))
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_DISPOSITION, disposition.as_str()),
            (header::CACHE_CONTROL, "no-store"),
        ],
        body,
    )
        .into_response()
}

fn as_objects(lines: &[LogLine]) -> String {
    let mut text = String::new();
    for line in lines {
        if let Ok(json) = serde_json::to_string(line) {
            text.push_str(&json);
            text.push('\n');
        }
    }
    text
}

fn as_text(lines: &[LogLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let level = line.level.map_or("-", LogLevel::as_str);
        let source = line.server.as_ref().map_or("gateway", |server| &server.name);
        write!(text, "{} {level:5} {source}", line.at.to_iso()).expect("memory takes any text");
        if let Some(process) = line.process_id {
            write!(text, "[{process}]").expect("memory takes any text");
        }
        writeln!(text, ": {}", line.text).expect("memory takes any text");
    }
    text
}

fn refusal(error: &service::Error) -> Response {
    let (status, words) = match error {
        service::Error::Forbidden => (StatusCode::FORBIDDEN, "logs are for who keeps servers"),
        service::Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "sign in first"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the logs cannot be read now"),
    };
    (status, words).into_response()
}
