//! `GET /audit/export` and `GET /audit/acts/export`: what is written down, as a file. It is read and sent a part at a time.

use std::future::Future;

use app::ssr::{CallerExtension, Here};
use axum::{
    Extension,
    body::Body,
    extract::Query,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use futures::stream;
use model::{ActFilter, CallFilter};
use service::{Caller, Error, ExportFormat, ExportPart, Services};

/// Names and values of a query.
type Pairs = Vec<(String, String)>;

/// The calls that pass the filter in the query, in the format that it names.
pub async fn calls(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let filter = CallFilter::of(|name| value(&pairs, name));
    file(
        services,
        caller,
        "calls",
        &pairs,
        move |services, caller, format, behind| {
            let filter = filter.clone();
            async move {
                let audit = services.audit();
                audit.export_calls(&caller, &filter, format, behind).await
            }
        },
    )
    .await
}

/// The acts that pass the filter in the query, in the format that it names.
pub async fn acts(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let filter = ActFilter::of(|name| value(&pairs, name));
    file(
        services,
        caller,
        "acts",
        &pairs,
        move |services, caller, format, behind| {
            let filter = filter.clone();
            async move {
                let audit = services.audit();
                audit.export_acts(&caller, &filter, format, behind).await
            }
        },
    )
    .await
}

async fn file<T, F, Fut>(
    services: Services,
    caller: Option<Caller>,
    noun: &str,
    pairs: &Pairs,
    part: F,
) -> Response
where
    T: Send + 'static,
    F: Fn(Services, Caller, ExportFormat, Option<T>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<ExportPart<T>, Error>> + Send + 'static,
{
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    let Some(format) = value(pairs, "format").and_then(|word| ExportFormat::of(&word)) else {
        let words = "say which format: csv, jsonl or otlp";
        return (StatusCode::BAD_REQUEST, words).into_response();
    };
    let first = match part(services.clone(), caller.clone(), format, None).await {
        Ok(first) => first,
        Err(error) => return refusal(&error),
    };
    let rest = stream::try_unfold((part, first.next), move |(part, next)| {
        let (services, caller) = (services.clone(), caller.clone());
        async move {
            let Some(behind) = next else { return Ok(None) };
            let read = part(services, caller, format, Some(behind)).await;
            // The answer has begun: all that is left to say is that it is not whole.
            let read = read.inspect_err(|error| {
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "an export of the audit broke off"
                );
            })?;
            Ok::<_, Error>(Some((read.text, (part, read.next))))
        }
    });
    let begun = stream::iter([Ok(first.text)]);
    let body = Body::from_stream(futures::StreamExt::chain(begun, rest));
    let name = format!("attachment; filename=\"audit-{noun}.{}\"", format.ending());
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refusal(error: &Error) -> Response {
    let status = match error {
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "could not export the audit"
            );
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    (status, error.to_string()).into_response()
}

fn value(pairs: &Pairs, name: &str) -> Option<String> {
    let pair = pairs.iter().find(|(it, _)| it == name);
    pair.map(|(_, value)| value.clone())
}
