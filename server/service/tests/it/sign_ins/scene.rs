//! A server behind a sign-in, its endpoint, and people with keys.

use std::time::Duration;

use model::{ApiKeyInput, GrantView, OauthInput, ServerId, ServerInput, Visibility};
use serde_json::Value;
use service::Caller;
use testkit::sign_in::SignInServer;

use crate::support::{Client, Installation, endpoint, namespace, remote};

pub(super) use crate::support::until;

pub(super) struct Scene {
    pub(super) installation: Installation,
    pub(super) upstream: SignInServer,
    pub(super) ada: Caller,
    pub(super) server: ServerId,
}

impl Scene {
    /// A public server, signed in to as `sharing` says, at the public endpoint `dev`.
    pub(super) async fn new(sharing: &str) -> Self {
        Self::of(Installation::new().await, sharing).await
    }

    pub(super) async fn of(before: Installation, sharing: &str) -> Self {
        let upstream = SignInServer::start().await.expect("a free port");
        let ada = before.admin().await;
        let input = ServerInput {
            url: upstream.url(),
            oauth: OauthInput {
                sharing: sharing.to_owned(),
                ..OauthInput::default()
            },
            ..remote("files", Visibility::Public)
        };
        let services = &before.services;
        let server = services.servers().create(&ada, input).await.expect("made").id;
        before.store_tools(server, &["echo"]).await;
        let space = namespace("dev", &[server], Visibility::Public);
        let space = services.namespaces().create(&ada, space).await.expect("made");
        let door = endpoint("dev", space.id, Visibility::Public);
        services.endpoints().create(&ada, door).await.expect("made");
        // What a server offered once is known to a process that begins with it.
        let installation = before.second(None).await;
        Self {
            installation,
            upstream,
            ada,
            server,
        }
    }

    /// Somebody connects the server, and agrees to what is asked under this name.
    pub(super) async fn connect(&self, caller: &Caller, name: &str) {
        let sign_ins = self.installation.services.sign_ins();
        let url = sign_ins.connect(caller, self.server).await.expect("a way");
        let query = self.upstream.agree(&url, name).expect("a sound request");
        let connected = sign_ins.finish(caller, &query).await.expect("connected");
        assert_eq!(connected, self.server);
    }

    /// What the page shows somebody of their sign-in.
    pub(super) async fn grant(&self, caller: &Caller) -> Option<GrantView> {
        let sign_ins = self.installation.services.sign_ins();
        let view = sign_ins.view(caller, self.server).await.expect("a view");
        view.expect("the server wants a sign-in").grant
    }

    /// A client with a key of this person.
    pub(super) async fn client(&self, caller: &Caller) -> Client<'_> {
        let input = ApiKeyInput::unlimited("k", Visibility::Private);
        self.client_with(caller, input).await
    }

    /// A client with such a key of this person.
    pub(super) async fn client_with(&self, caller: &Caller, input: ApiKeyInput) -> Client<'_> {
        let keys = self.installation.services.api_keys();
        let key = keys.create(caller, input).await.expect("made");
        Client::connect(&self.installation.gateway, "dev", &key.key).await
    }

    /// Time passes.
    pub(super) fn advance(&self, by: Duration) {
        self.installation.clock.advance(by);
    }
}

/// The answer is a result.
pub(super) fn is_result(answer: &Value) -> bool {
    answer.get("result").is_some()
}

/// The text of the error that an answer is.
pub(super) fn error_of(answer: &Value) -> &str {
    answer["error"]["message"]
        .as_str()
        .unwrap_or_else(|| panic!("not an error: {answer}"))
}
