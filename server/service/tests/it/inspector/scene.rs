//! A person, a real server, and clients to look through.

use model::{
    EndpointId, ExchangeState, ExchangeView, InspectionId, InspectionInput, InspectionLists,
    InspectionProtocol, InspectionView, InspectorTarget, NamespaceId, RequestInput, ServerId, Visibility,
};
use service::{Caller, Services};
use testkit::everything::{Era, Everything, EverythingOptions};

use crate::support::{Installation, endpoint, namespace, remote, until};

pub(super) struct Scene {
    pub(super) installation: Installation,
    pub(super) ada: Caller,
    pub(super) bob: Caller,
    pub(super) everything: Everything,
    pub(super) server: ServerId,
    pub(super) namespace: NamespaceId,
    /// Bob's.
    pub(super) endpoint: EndpointId,
}

/// A call of a tool.
pub(super) fn call(tool: &str, arguments: &str) -> RequestInput {
    RequestInput {
        name: tool.to_owned(),
        ..request("tools/call", arguments)
    }
}

/// A request about something.
pub(super) fn about(method: &str, name: &str) -> RequestInput {
    RequestInput {
        name: name.to_owned(),
        ..request(method, "{}")
    }
}

pub(super) fn request(method: &str, params: &str) -> RequestInput {
    RequestInput {
        method: method.to_owned(),
        params: params.to_owned(),
        ..RequestInput::default()
    }
}

impl Scene {
    /// A server with sessions that has everything, which is public, in a namespace and behind an endpoint of Bob's.
    pub(super) async fn new() -> Self {
        Self::of(Era::Legacy).await
    }

    /// The same with a server of this era.
    pub(super) async fn of(era: Era) -> Self {
        let installation = Installation::new().await;
        let (ada, bob) = (installation.admin().await, installation.member().await);
        let everything = Everything::start(EverythingOptions::from(era))
            .await
            .expect("a free port");
        let services = &installation.services;
        let mut server = remote("all", Visibility::Public);
        server.url = everything.url();
        let server = services.servers().create(&ada, server).await.expect("created").id;
        services.servers().refresh(&ada, server).await.expect("answers");
        let space = namespace("bobs", &[server], Visibility::Private);
        let namespace = services
            .namespaces()
            .create(&bob, space)
            .await
            .expect("created")
            .id;
        let input = endpoint("bobs", namespace, Visibility::Private);
        let endpoint = services
            .endpoints()
            .create(&bob, input)
            .await
            .expect("created")
            .id;
        Self {
            installation,
            ada,
            bob,
            everything,
            server,
            namespace,
            endpoint,
        }
    }

    pub(super) fn services(&self) -> &Services {
        &self.installation.services
    }

    /// A namespace for everybody.
    pub(super) async fn namespace_of_ada(&self) -> NamespaceId {
        let space = namespace("adas", &[self.server], Visibility::Public);
        let created = self.services().namespaces().create(&self.ada, space).await;
        created.expect("created").id
    }

    /// Bob inspects it in the usual way.
    pub(super) async fn opened(&self, target: InspectorTarget) -> InspectionId {
        self.opened_by(target, InspectionProtocol::Streamable).await
    }

    /// Bob inspects the server in each way.
    pub(super) async fn server_by(&self, protocol: InspectionProtocol) -> InspectionId {
        let id = self
            .opened_by(InspectorTarget::Server(self.server), protocol)
            .await;
        self.lists(id).await;
        id
    }

    async fn opened_by(&self, target: InspectorTarget, protocol: InspectionProtocol) -> InspectionId {
        let input = InspectionInput {
            target: target.value(),
            protocol,
            ..InspectionInput::default()
        };
        let opened = self.services().inspector().open(&self.bob, input).await;
        opened.expect("begins")
    }

    pub(super) async fn view(&self, id: InspectionId) -> InspectionView {
        let view = self.services().inspector().get(&self.bob, id).await;
        view.expect("there")
    }

    /// Waits until something is seen.
    pub(super) async fn sees(&self, id: InspectionId, what: &str, is_so: impl Fn(&InspectionView) -> bool) {
        until(what, async || is_so(&self.view(id).await)).await;
    }

    /// The lists, once they are there.
    pub(super) async fn lists(&self, id: InspectionId) -> InspectionLists {
        let inspector = self.services().inspector();
        until("the lists are there", async || {
            !inspector.lists(&self.bob, id).await.expect("lists").is_loading
        })
        .await;
        inspector.lists(&self.bob, id).await.expect("lists")
    }

    /// Sends a request.
    pub(super) async fn sent(&self, id: InspectionId, input: RequestInput) -> u64 {
        let sent = self.services().inspector().send(&self.bob, id, input).await;
        sent.expect("sent")
    }

    /// Sends a request, and waits for its answer.
    pub(super) async fn answered(&self, id: InspectionId, input: RequestInput) -> ExchangeView {
        let n = self.sent(id, input).await;
        self.over(id, n).await
    }

    /// A request once it is over.
    pub(super) async fn over(&self, id: InspectionId, n: u64) -> ExchangeView {
        self.sees(id, "there is an answer", |view| {
            let found = view.exchanges.iter().find(|it| it.n == n);
            found.is_some_and(|it| it.state != ExchangeState::Running)
        })
        .await;
        let exchange = self.services().inspector().exchange(&self.bob, id, n).await;
        exchange.expect("kept")
    }
}
