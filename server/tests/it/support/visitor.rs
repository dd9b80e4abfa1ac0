//! Somebody at the pages of a gateway.

use reqwest::{Client, RequestBuilder, Response, StatusCode, header, redirect::Policy};

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse";

/// A browser without JavaScript: it keeps the cookie and follows nothing by itself.
pub(crate) struct Visitor {
    client: Client,
    base: String,
    cookie: Option<String>,
}

impl Visitor {
    /// Someone who is not signed in, at this gateway.
    pub(crate) fn at(base: &str) -> Self {
        server::startup::install_tls();
        let client = Client::builder()
            .redirect(Policy::none())
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client");
        Self {
            client,
            base: base.to_owned(),
            cookie: None,
        }
    }

    /// The first administrator of this gateway, made and signed in through the pages' own functions.
    pub(crate) async fn administrator_at(base: &str) -> Self {
        let mut visitor = Self::at(base);
        let form = [
            ("input[name]", "Ada"),
            ("input[email]", EMAIL),
            ("input[password]", PASSWORD),
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

    /// Signs in as the first administrator.
    pub(crate) async fn sign_in(&mut self) -> Response {
        self.sign_in_as(EMAIL, PASSWORD).await
    }

    pub(crate) async fn sign_in_as(&mut self, email: &str, password: &str) -> Response {
        let form = [("input[email]", email), ("input[password]", password)];
        let response = self.post_form("/api/auth/login", &form).await;
        if response.headers().contains_key(header::SET_COOKIE) {
            self.keep_cookie(&response);
        }
        response
    }

    /// The same cookie in other hands.
    pub(crate) fn again(&self) -> Self {
        Self {
            client: self.client.clone(),
            base: self.base.clone(),
            cookie: self.cookie.clone(),
        }
    }

    /// As a browser sends it: with the cookie, and from a page of this gateway where it changes something. An origin that is
    /// added counts more.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let changes = method != reqwest::Method::GET && self.cookie.is_some();
        let request = self.bare(method, path);
        if changes {
            request.header("sec-fetch-site", "same-origin")
        } else {
            request
        }
    }

    /// With the cookie, and without a word on where it comes from.
    pub(crate) fn bare(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    /// Somebody else put this cookie here.
    pub(crate) fn plant(&mut self, cookie: &str) {
        self.cookie = Some(cookie.to_owned());
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

    /// The value of the cookie.
    pub(crate) fn session(&self) -> &str {
        let (_, value) = self
            .cookie
            .as_deref()
            .and_then(|cookie| cookie.split_once('='))
            .expect("signed in");
        value
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
