//! How long people stay signed in.

use std::time::Duration;

use reqwest::{StatusCode, header};
use serde_json::json;
use store::SIGNED_IN;
use tower_sessions::{SessionStore, session::Id};

use crate::support::app::TestApp;

#[tokio::test]
async fn a_session_in_use_gets_its_whole_time_once_a_day() {
    let app = TestApp::new().await;
    let here = app.admin().await;
    let id: Id = here.session().parse().expect("an id");
    let sessions = app.store.sessions();
    let mut record = sessions.load(&id).await.expect("readable").expect("there");
    let whole = record.expiry_date;
    let visit = async || {
        let response = here.get("/account").await;
        assert_eq!(response.status(), StatusCode::OK);
        response.headers().get(header::SET_COOKIE).cloned()
    };
    assert_eq!(visit().await, None, "it is new");

    // Signed in a little more than a day ago, and not seen since.
    let day = Duration::from_hours(25);
    let signed_in = record.data.get_mut(SIGNED_IN).expect("somebody");
    let at = signed_in["created_at"].as_i64().expect("a time");
    signed_in["created_at"] = json!(at - i64::try_from(day.as_millis()).expect("a day"));
    record.expiry_date = whole - day;
    sessions.save(&record).await.expect("saved");
    let cookie = visit().await.expect("the browser keeps it longer, too");
    let cookie = cookie.to_str().expect("ASCII");
    assert!(cookie.contains("Max-Age=604800"), "{cookie}");
    assert!(cookie.contains(here.session()), "the same session");
    let renewed = sessions.load(&id).await.expect("readable").expect("there");
    assert!(renewed.expiry_date >= whole);
    assert_eq!(visit().await, None, "once a day");
    app.stop().await;
}
