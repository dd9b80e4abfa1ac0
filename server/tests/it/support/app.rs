//! The router of one test on a real socket, in this process.

use std::{collections::HashMap, net::SocketAddr};

use reqwest::{Client, RequestBuilder, Response, StatusCode, header, redirect::Policy};
use server::{config::Config, startup};
use service::{Caller, Services};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A running gateway with an empty database.
pub(crate) struct TestApp {
    pub(crate) base: String,
    pub(crate) services: Services,
    /// Removed with the app.
    _data: TempDir,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With these settings.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a temporary directory");
        let mut variables = HashMap::from([
            ("METAMCP_DATA_DIR".to_owned(), data.path().display().to_string()),
            ("PATH".to_owned(), env!("PATH").to_owned()),
        ]);
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        variables.extend(settings);
        startup::install_tls();
        let running = startup::start(Config::from_environment(variables).expect("fits"))
            .await
            .expect("starts");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (stopping, services) = (running.stopping.clone(), running.services.clone());
        let tasks = TaskTracker::new();
        let ended = stopping.clone();
        tasks.spawn(async move {
            let service = running.router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(ended.cancelled_owned())
                .await
                .expect("serves");
            running.gateway.shutdown().await;
        });
        Self {
            base: format!("http://{address}"),
            services,
            _data: data,
            stopping,
            tasks,
        }
    }

    /// Ends streams, calls and child processes, and waits for it.
    pub(crate) async fn stop(self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Someone who is not signed in.
    pub(crate) fn anonymous(&self) -> Visitor {
        let client = Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client");
        Visitor {
            client,
            base: self.base.clone(),
            cookie: None,
        }
    }

    /// The first administrator, made and signed in through the pages' own functions.
    pub(crate) async fn admin(&self) -> Visitor {
        let mut visitor = self.anonymous();
        let form = [
            ("input[name]", "Ada"),
            ("input[email]", "ada@example.com"),
            ("input[password]", "correct horse"),
        ];
        let response = visitor.post_form("/api/setup/create", &form).await;
        assert!(
            response.status().is_success() || response.status().is_redirection(),
            "{}",
            response.status()
        );
        visitor.keep_cookie(&response);
        visitor
    }

    /// Applies a declaration as the command line does.
    pub(crate) async fn apply(&self, declaration: serde_json::Value) -> service::Applied {
        let declaration = serde_json::from_value(declaration).expect("a declaration");
        self.services
            .transfer()
            .apply(&Caller::system(), declaration)
            .await
            .expect("applies")
    }
}

/// A browser without JavaScript: it keeps the cookie and follows nothing by itself.
pub(crate) struct Visitor {
    client: Client,
    base: String,
    cookie: Option<String>,
}

impl Visitor {
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(reqwest::Method::GET, path)
            .header(header::ACCEPT, "text/html")
            .send()
            .await
            .expect("an answer")
    }

    /// The page's text, which has to be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.expect("a body")
    }

    /// Posts a form as a program does: typed errors instead of redirects.
    pub(crate) async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        self.request(reqwest::Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(body.finish())
            .send()
            .await
            .expect("an answer")
    }

    pub(crate) fn keep_cookie(&mut self, response: &Response) {
        let cookie = response
            .headers()
            .get(header::SET_COOKIE)
            .expect("a cookie")
            .to_str()
            .expect("ASCII");
        self.cookie = Some(cookie.split(';').next().unwrap_or_default().to_owned());
    }
}
