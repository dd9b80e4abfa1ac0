//! What a namespace does with requests and answers: changed as a whole, by version, and never half right.

use model::{
    Declaration, FieldErrors, NamespaceId, Problem, Role, Visibility,
    middleware::{ChainView, LinkInput, MiddlewareKind as K},
};
use serde_json::{Value, json};
use service::{Caller, Conflict, Error, Namespaces};

use crate::support::{Installation, namespace};

/// A private namespace without servers.
struct Dev {
    installation: Installation,
    ada: Caller,
    id: NamespaceId,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let ada = installation.admin().await;
        let namespaces = installation.services.namespaces();
        let created = namespaces
            .create(&ada, namespace("dev", &[], Visibility::Public))
            .await;
        Self {
            id: created.expect("created").id,
            installation,
            ada,
        }
    }

    fn namespaces(&self) -> Namespaces<'_> {
        self.installation.services.namespaces()
    }

    async fn view(&self) -> ChainView {
        let view = self.namespaces().middleware(&self.ada, self.id).await;
        view.expect("visible")
    }

    async fn add(&self, kind: K) -> u32 {
        let version = self.view().await.version;
        let added = self
            .namespaces()
            .add_middleware(&self.ada, self.id, kind, version)
            .await;
        added.expect("added")
    }

    /// Sends the form of a link with one setting changed.
    async fn set(&self, link: u32, name: &str, value: &str) -> Result<(), Error> {
        let input = self.form(link, name, value).await;
        self.namespaces()
            .set_middleware(&self.ada, self.id, link, input)
            .await
    }

    async fn form(&self, link: u32, name: &str, value: &str) -> LinkInput {
        let view = self.view().await;
        let middleware = &view.link(link).expect("there").link.middleware;
        let settings = middleware.settings().into_iter();
        let mut settings: model::middleware::Values =
            settings.map(|it| (it.name.to_owned(), it.value)).collect();
        settings.insert(name.to_owned(), value.to_owned());
        LinkInput {
            kind: middleware.kind(),
            settings,
            version: view.version,
        }
    }

    async fn switch(&self, link: u32, enabled: bool) -> Result<(), Error> {
        let version = self.view().await.version;
        self.namespaces()
            .set_middleware_enabled(&self.ada, self.id, link, enabled, version)
            .await
    }

    /// What it does, in order, with `-` before what is off.
    async fn shown(&self) -> Vec<String> {
        let links = self.view().await.links.into_iter();
        links
            .map(|it| {
                let off = if it.link.enabled { "" } else { "-" };
                format!("{off}{}", it.link.middleware.kind().as_str())
            })
            .collect()
    }
}

fn invalid(result: Result<(), Error>) -> FieldErrors {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn links_are_added_set_moved_switched_and_removed() {
    let dev = Dev::new().await;
    let limit = dev.add(K::RateLimit).await;
    let cache = dev.add(K::Cache).await;
    dev.set(limit, "count", "5").await.expect("fits");
    dev.switch(limit, false).await.expect("off");
    let (namespaces, ada) = (dev.namespaces(), &dev.ada);
    let version = dev.view().await.version;
    namespaces
        .move_middleware(ada, dev.id, cache, true, version)
        .await
        .expect("moved");
    assert_eq!(dev.shown().await, ["cache", "-rate_limit"]);
    let view = dev.view().await;
    let set = view.link(limit).expect("there").link.middleware.settings();
    assert_eq!((set[0].name, &*set[0].value), ("count", "5"));

    namespaces
        .remove_middleware(ada, dev.id, cache, view.version)
        .await
        .expect("removed");
    assert_eq!(dev.shown().await, ["-rate_limit"]);
    let undo = async || {
        let version = dev.view().await.version;
        namespaces
            .undo_middleware(ada, dev.id, version)
            .await
            .expect("undone");
    };
    undo().await;
    assert_eq!(dev.shown().await, ["cache", "-rate_limit"]);
    undo().await;
    assert_eq!(dev.shown().await, ["-rate_limit"]);
}

#[tokio::test]
async fn a_change_of_what_somebody_has_not_seen_is_refused() {
    let dev = Dev::new().await;
    let link = dev.add(K::Filter).await;
    let stale = dev.view().await.version - 1;
    let (namespaces, ada, id) = (dev.namespaces(), &dev.ada, dev.id);
    let form = LinkInput {
        version: stale,
        ..dev.form(link, "tools", "x").await
    };
    for refused in [
        namespaces
            .add_middleware(ada, id, K::Cache, stale)
            .await
            .map(drop),
        namespaces.set_middleware(ada, id, link, form).await,
        namespaces
            .set_middleware_enabled(ada, id, link, false, stale)
            .await,
        namespaces.move_middleware(ada, id, link, true, stale).await,
        namespaces.remove_middleware(ada, id, link, stale).await,
        namespaces.undo_middleware(ada, id, stale).await,
    ] {
        assert!(
            matches!(refused, Err(Error::Conflict(Conflict::Stale))),
            "{refused:?}"
        );
    }
    assert_eq!(dev.shown().await, ["filter"]);
}

#[tokio::test]
async fn what_cannot_work_yet_is_added_off_and_stays_off() {
    let dev = Dev::new().await;
    let hook = dev.add(K::Webhook).await;
    assert_eq!(dev.shown().await, ["-webhook"]);
    let refused = invalid(dev.switch(hook, true).await);
    assert_eq!(refused.get("settings.url"), [Problem::Required]);
    let refused = invalid(dev.set(hook, "url", "somewhere").await);
    assert_eq!(refused.get("settings.url"), [Problem::BadUrl]);
    dev.set(hook, "url", "https://example.com/hook")
        .await
        .expect("a URL");
    dev.switch(hook, true).await.expect("it can work now");
    assert_eq!(dev.shown().await, ["webhook"]);
}

#[tokio::test]
async fn a_form_of_another_kind_changes_nothing() {
    let dev = Dev::new().await;
    let link = dev.add(K::Filter).await;
    let other = LinkInput {
        kind: K::Cache,
        settings: [("seconds".to_owned(), "5".to_owned())].into(),
        version: dev.view().await.version,
    };
    let refused = dev
        .namespaces()
        .set_middleware(&dev.ada, dev.id, link, other)
        .await;
    assert_eq!(invalid(refused).get("kind"), [Problem::UnknownChoice]);
    assert_eq!(dev.shown().await, ["filter"]);
}

#[tokio::test]
async fn expressions_are_tried_before_they_are_saved() {
    let dev = Dev::new().await;
    let link = dev.add(K::Redaction).await;
    let bad = |name: &str| Problem::BadPattern {
        name: name.to_owned(),
    };
    // The last one is an expression, but a huge one.
    for (written, name) in [
        ("open=(", "open"),
        ("fine=a+\nbehind=(?<=a)b", "behind"),
        (r"huge=(?:\w{1000}){1000}", "huge"),
    ] {
        let refused = invalid(dev.set(link, "patterns", written).await);
        assert_eq!(refused.get("settings.patterns"), [bad(name)]);
    }
    dev.set(link, "patterns", r"ticket=T-\d{4}")
        .await
        .expect("an expression");
    assert_eq!(dev.shown().await, ["redaction"]);
}

#[tokio::test]
async fn who_may_only_look_is_told_so() {
    let dev = Dev::new().await;
    dev.add(K::Cache).await;
    let viewer = dev.installation.person("vic", Role::Viewer).await;
    let view = dev
        .namespaces()
        .middleware(&viewer, dev.id)
        .await
        .expect("public");
    assert_eq!((view.editable, view.links.len()), (false, 1));
    assert!(dev.view().await.editable);
}

#[tokio::test]
async fn a_file_says_what_a_namespace_does() {
    let dev = Dev::new().await;
    let transfer = dev.installation.services.transfer();
    let limit = dev.add(K::RateLimit).await;
    let hide = dev.add(K::Redaction).await;
    dev.set(hide, "patterns", "dollars=a${2}").await.expect("fits");
    dev.add(K::Webhook).await;
    let exported = transfer.export(&dev.ada).await.expect("exports");
    let json = serde_json::to_value(&exported).expect("writes");
    let links = &json["namespaces"]["dev"]["middleware"];
    assert_eq!(links[0]["kind"], "rate_limit");
    assert_eq!(
        links[1]["patterns"],
        json!([{ "name": "dollars", "pattern": "a$${2}" }])
    );
    assert_eq!(
        (&links[2]["kind"], &links[2]["enabled"]),
        (&json!("webhook"), &json!(false))
    );

    let declared = |links: Value| -> Declaration {
        let mut json = json.clone();
        json["namespaces"]["dev"]["middleware"] = links;
        let declaration: Declaration = serde_json::from_value(json).expect("fits");
        Declaration {
            namespaces: declaration.namespaces,
            ..Declaration::default()
        }
    };
    let other = json!([
        { "kind": "cache", "seconds": 5 },
        links[0].clone(),
        { "kind": "webhook", "enabled": false },
    ]);
    let plan = transfer
        .plan(&dev.ada, &declared(other.clone()))
        .await
        .expect("planned");
    assert_eq!(plan.changes.len(), 1, "{plan:?}");
    transfer
        .apply(&dev.ada, declared(other.clone()))
        .await
        .expect("applied");
    assert_eq!(dev.shown().await, ["cache", "rate_limit", "-webhook"]);
    assert_eq!(dev.view().await.links[1].link.id, limit);
    let again = transfer.plan(&dev.ada, &declared(other)).await.expect("planned");
    assert!(again.changes.is_empty(), "{again:?}");

    for (wrong, field) in [
        (json!([{ "kind": "rate_limit", "count": 0 }]), "0.count"),
        (
            json!([{ "kind": "cache" }, { "kind": "redaction", "patterns": [{ "name": "x", "pattern": "(" }] }]),
            "1.patterns",
        ),
        (json!([{ "kind": "webhook" }]), "0.url"),
    ] {
        let refused = invalid(transfer.apply(&dev.ada, declared(wrong)).await.map(drop));
        assert_eq!(
            refused.get(&format!("namespaces.dev.middleware.{field}")).len(),
            1,
            "{refused}"
        );
    }

    transfer
        .apply(&dev.ada, declared(json!([])))
        .await
        .expect("applied");
    assert!(dev.shown().await.is_empty());
}
