//! Calls of real clients: who finds them, what is told of them, and how they leave as files.

use model::{
    ApiKeyInput, CallFilter, CallerKind, EndpointId, GroupBy, NamespaceId, OutcomeFilter, Role, Visibility,
    middleware::MiddlewareKind,
};
use service::{Caller, Error, ExportFormat};

use super::{ever, listed, written};
use crate::support::{Client, Installation, endpoint, namespace, stdio};

/// Bob's endpoint, and his key.
struct Dev {
    installation: Installation,
    ada: Caller,
    bob: Caller,
    eve: Caller,
    endpoint: EndpointId,
    namespace: NamespaceId,
    key: String,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let (ada, bob) = (installation.admin().await, installation.member().await);
        let eve = installation.person("eve", Role::Member).await;
        let services = &installation.services;
        let script = installation.script("fs", &["write", "=cmd"]);
        let server = stdio("fs", &script.command_line(), Visibility::Public);
        let server = services.servers().create(&ada, server).await.expect("created").id;
        services.servers().refresh(&ada, server).await.expect("answers");
        let space = namespace("bobs", &[server], Visibility::Private);
        let space = services
            .namespaces()
            .create(&bob, space)
            .await
            .expect("created")
            .id;
        let at = endpoint("bobs", space, Visibility::Private);
        let at = services.endpoints().create(&bob, at).await.expect("created").id;
        let key = ApiKeyInput {
            name: "laptop".to_owned(),
            visibility: Visibility::Private,
            ..ApiKeyInput::default()
        };
        let key = services.api_keys().create(&bob, key).await.expect("made").key;
        Self {
            installation,
            ada,
            bob,
            eve,
            endpoint: at,
            namespace: space,
            key,
        }
    }

    async fn calls(&self, tools: &[&str]) {
        let client = Client::connect(&self.installation.gateway, "bobs", &self.key).await;
        for tool in tools {
            client.call(tool).await;
        }
        written(&self.installation, &self.ada, tools.len()).await;
    }
}

#[tokio::test]
async fn a_call_is_found_by_who_made_it_and_what_it_was() {
    let dev = Dev::new().await;
    dev.calls(&["fs__write", "fs__nothing"]).await;
    let found = listed(&dev.installation, &dev.bob, &ever()).await;
    let called = |tool: &str| found.iter().find(|it| it.tool == tool).expect("written down");
    let (nothing, write) = (called("fs__nothing"), called("fs__write"));
    assert_eq!(
        (write.caller.kind, &*write.caller.name),
        (CallerKind::Person, &*dev.bob.name)
    );
    let key = write.credential.as_ref().expect("shown");
    assert!(key.name.starts_with("laptop (sk_mt_"), "{key:?}");
    assert_eq!(write.server.as_ref().expect("called").name, "fs");
    assert_eq!((&*write.endpoint.name, &*write.client), ("bobs", "test 1"));
    assert!(write.is_write && write.session.is_some());
    assert_eq!((nothing.server.clone(), nothing.error.is_some()), (None, true));
    for (filter, tools) in [
        (
            CallFilter {
                person: Some(dev.bob.user_id),
                ..ever()
            },
            2,
        ),
        (
            CallFilter {
                person: Some(dev.eve.user_id),
                ..ever()
            },
            0,
        ),
        (
            CallFilter {
                endpoint: Some(dev.endpoint),
                ..ever()
            },
            2,
        ),
        (
            CallFilter {
                tool: "fs__write".to_owned(),
                ..ever()
            },
            1,
        ),
        (
            CallFilter {
                text: "WRI".to_owned(),
                ..ever()
            },
            1,
        ),
        (
            CallFilter {
                outcome: Some(OutcomeFilter::Failed),
                ..ever()
            },
            1,
        ),
        (
            CallFilter {
                session: write.session.clone().expect("it has one"),
                ..ever()
            },
            2,
        ),
    ] {
        assert_eq!(
            listed(&dev.installation, &dev.bob, &filter).await.len(),
            tools,
            "{filter:?}"
        );
    }
    let figures = dev.installation.services.audit();
    let figures = figures
        .figures(&dev.bob, &ever(), GroupBy::Person)
        .await
        .expect("counted");
    assert_eq!(
        (figures.all.calls, figures.all.errors, figures.is_exact),
        (2, 1, true)
    );
    assert_eq!(figures.groups[0].name, dev.bob.name);
    assert_eq!(figures.points.iter().map(|it| it.calls).sum::<u64>(), 2);
}

#[tokio::test]
async fn others_find_neither_calls_nor_figures_nor_files() {
    let dev = Dev::new().await;
    dev.calls(&["fs__write"]).await;
    let audit = dev.installation.services.audit();
    let id = listed(&dev.installation, &dev.ada, &ever()).await[0].id;
    assert!(listed(&dev.installation, &dev.eve, &ever()).await.is_empty());
    assert!(matches!(audit.call(&dev.eve, id).await, Err(Error::NotFound)));
    let figures = audit
        .figures(&dev.eve, &ever(), GroupBy::Tool)
        .await
        .expect("counted");
    assert_eq!((figures.all.calls, figures.groups.len()), (0, 0));
    let file = audit
        .export_calls(&dev.eve, &ever(), ExportFormat::Jsonl, None)
        .await;
    assert_eq!(file.expect("empty").text, "");
    let all_people = audit
        .calls(&dev.bob, &ever(), None)
        .await
        .expect("listed")
        .choices
        .people;
    assert!(all_people.is_empty(), "{all_people:?}");
}

#[tokio::test]
async fn what_was_sent_is_told_to_who_may_change_the_endpoint() {
    let dev = Dev::new().await;
    let services = &dev.installation.services;
    let namespaces = services.namespaces();
    let kind = MiddlewareKind::AuditDetail;
    namespaces
        .add_middleware(&dev.bob, dev.namespace, kind, 0)
        .await
        .expect("added");
    // Somebody else's key, at an endpoint that everybody may call, would be another's call: here Bob's own is both.
    dev.calls(&["fs__write"]).await;
    let id = listed(&dev.installation, &dev.bob, &ever()).await[0].id;
    for caller in [&dev.ada, &dev.bob] {
        let detail = services.audit().call(caller, id).await.expect("there");
        assert!(detail.may_read_parts && detail.has_endpoint);
        assert_eq!(detail.arguments.expect("told").bytes, 2);
        assert!(detail.result.is_some());
    }
    // Who called and does not keep the endpoint any more sees that they called, and not what.
    let member = Caller {
        role: Role::Viewer,
        ..dev.bob.clone()
    };
    let detail = services.audit().call(&member, id).await.expect("one's own");
    assert!(!detail.may_read_parts && detail.arguments.is_none() && detail.result.is_none());
}

#[tokio::test]
async fn files_hold_what_the_list_holds() {
    let dev = Dev::new().await;
    dev.calls(&["fs__write", "=1+1"]).await;
    let audit = dev.installation.services.audit();
    let file = async |format| {
        let part = audit
            .export_calls(&dev.bob, &ever(), format, None)
            .await
            .expect("a file");
        assert_eq!(part.next, None);
        part.text
    };
    let csv = file(ExportFormat::Csv).await;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.starts_with("at,id,kind,endpoint,"), "{csv}");
    assert!(csv.contains(",\"'=1+1\","), "a formula is a text: {csv}");
    let jsonl = file(ExportFormat::Jsonl).await;
    let lines: Vec<serde_json::Value> = jsonl
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().any(|line| line["tool"] == "fs__write"), "{lines:?}");
    assert!(lines[0]["at"].as_str().expect("a time").ends_with('Z'));
    let otlp: serde_json::Value = serde_json::from_str(&file(ExportFormat::Otlp).await).expect("one request");
    let records = &otlp["resourceLogs"][0]["scopeLogs"][0]["logRecords"];
    let records = records.as_array().expect("records");
    let mut told: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record["body"]["stringValue"].as_str(),
                record["severityText"].as_str(),
            )
        })
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (Some("tools/call =1+1"), Some("ERROR")),
            (Some("tools/call fs__write"), Some("INFO")),
        ]
    );
    let act = dev.installation.last_act().await.expect("noted").record;
    assert_eq!(
        (&*act.act, act.actor.id),
        ("audit.export_calls", Some(dev.bob.user_id))
    );
}
