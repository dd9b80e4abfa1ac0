//! The bridge answers a page, a plain form and a hydrated page differently.

use http::{HeaderValue, Method, Request, StatusCode, header, request::Parts};
use leptos::{context::provide_context, prelude::Owner};
use leptos_axum::ResponseOptions;
use leptos_router::{location::RequestUrl, params::ParamsMap};
use model::{FieldErrors, LoginInput, Problem};

use super::{redirect_with, set_preference, settle};
use crate::{
    contexts::Notice,
    error::AppError,
    typed::{Typed, kept},
};

const HTML: &str = "text/html,application/xhtml+xml";

fn request(method: Method, accept: &str, referer: Option<&str>) -> Parts {
    let mut request = Request::builder()
        .method(method)
        .uri("/api/auth/login")
        .header(header::ACCEPT, accept);
    if let Some(referer) = referer {
        request = request.header(header::REFERER, referer);
    }
    request.body(()).expect("a valid request").into_parts().0
}

fn answer(parts: Parts, act: impl FnOnce()) -> (Option<StatusCode>, Vec<(header::HeaderName, String)>) {
    let options = ResponseOptions::default();
    let owner = Owner::new();
    owner.with(|| {
        provide_context(parts);
        provide_context(options.clone());
        act();
    });
    let answer = options.0.read().expect("not poisoned");
    let text = |value: &HeaderValue| value.to_str().expect("text").to_owned();
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    (answer.status, headers)
}

fn wrong_password() -> service::Error {
    service::Error::Invalid(FieldErrors::of("password", Problem::Wrong))
}

fn typed() -> Vec<(String, String)> {
    kept(&LoginInput {
        email: "ada@example.org".to_owned(),
        password: "secret".to_owned(),
        next: String::new(),
    })
}

fn query_of(url: &str) -> ParamsMap {
    let url = RequestUrl::new(url).parse().expect("a URL");
    url.search_params().clone()
}

#[test]
fn a_failed_plain_form_goes_back_to_its_page_with_the_error_and_what_was_typed() {
    let referer = "http://localhost/login?next=%2Fservers&notice=signed-out";
    let (status, headers) = answer(request(Method::POST, HTML, Some(referer)), || {
        settle::<()>(Err(wrong_password()), typed).expect_err("it failed");
    });
    assert_eq!(status, None, "a status would replace the redirect's");
    let location = &headers[0].1;
    assert_eq!(headers[0].0, header::LOCATION);
    assert!(
        location.starts_with("http://localhost/login?next=%2Fservers&"),
        "{location}"
    );
    assert!(
        !location.contains("secret") && !location.contains("notice"),
        "{location}"
    );
    let typed = Typed::of(&query_of(location), "/api/auth/login");
    assert_eq!(typed.value("email").as_deref(), Some("ada@example.org"));
}

#[test]
fn a_second_failure_replaces_the_first_one() {
    let fail = |referer: &str| {
        let (_, headers) = answer(request(Method::POST, HTML, Some(referer)), || {
            settle::<()>(Err(wrong_password()), typed).expect_err("it failed");
        });
        headers[0].1.clone()
    };
    let first = fail("http://localhost/login");
    assert_eq!(fail(&first), first);
}

#[test]
fn a_hydrated_page_gets_the_status() {
    let cases = [
        (service::Error::Unauthenticated, StatusCode::UNAUTHORIZED),
        (service::Error::Forbidden, StatusCode::FORBIDDEN),
        (service::Error::NotFound, StatusCode::NOT_FOUND),
        (wrong_password(), StatusCode::UNPROCESSABLE_ENTITY),
        (
            service::Error::Unavailable("the database".to_owned()),
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (
            service::Error::Internal("disk on fire".into()),
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
    ];
    for (error, expected) in cases {
        let (status, headers) = answer(request(Method::POST, "*/*", None), || {
            settle::<()>(Err(error), Vec::new).expect_err("it failed");
        });
        assert_eq!(status, Some(expected));
        assert!(headers.is_empty());
    }
}

#[test]
fn a_page_about_nothing_is_a_404_and_other_errors_leave_the_page_alone() {
    for (error, expected) in [
        (service::Error::NotFound, Some(StatusCode::NOT_FOUND)),
        (service::Error::Unauthenticated, None),
    ] {
        let (status, _) = answer(request(Method::GET, HTML, None), || {
            settle::<()>(Err(error), Vec::new).expect_err("it failed");
        });
        assert_eq!(status, expected);
    }
}

#[test]
fn causes_stay_here_and_the_id_goes_out() {
    let mut parts = request(Method::POST, "*/*", None);
    parts
        .headers
        .insert("x-request-id", HeaderValue::from_static("0198c5a2"));
    answer(parts, || {
        let error = settle::<()>(Err(service::Error::Internal("disk on fire".into())), Vec::new)
            .expect_err("it failed");
        assert_eq!(
            error,
            AppError::Internal {
                request_id: "0198c5a2".to_owned()
            }
        );
    });
}

#[test]
fn says_on_the_next_page_what_was_done() {
    let (status, headers) = answer(request(Method::POST, HTML, None), || {
        redirect_with("/servers?q=time", Notice::Deleted);
    });
    assert_eq!(status, Some(StatusCode::FOUND));
    assert_eq!(
        headers,
        [(header::LOCATION, "/servers?q=time&notice=deleted".to_owned())]
    );
}

#[test]
fn a_preference_is_kept_where_scripts_cannot_read_it() {
    let (_, headers) = answer(request(Method::POST, HTML, None), || {
        set_preference("metamcp_theme", "dark");
    });
    let cookie = "metamcp_theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";
    assert_eq!(headers, [(header::SET_COOKIE, cookie.to_owned())]);
}
