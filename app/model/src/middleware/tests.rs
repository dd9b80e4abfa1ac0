use super::{Chain, LinkInput, Middleware, MiddlewareKind, RateLimit, Values, Webhook};
use crate::Problem;

fn values(middleware: &Middleware) -> Values {
    let settings = middleware.settings().into_iter();
    settings.map(|it| (it.name.to_owned(), it.value)).collect()
}

/// As a form writes it, with one setting changed.
fn with(kind: MiddlewareKind, name: &str, value: &str) -> LinkInput {
    let mut settings = values(&Middleware::usual(kind));
    settings.insert(name.to_owned(), value.to_owned());
    LinkInput {
        kind,
        settings,
        version: 0,
    }
}

#[test]
fn every_kind_survives_its_form_and_its_json() {
    for kind in MiddlewareKind::ALL {
        let usual = match kind {
            MiddlewareKind::Webhook => Middleware::Webhook(Webhook {
                url: "https://example.com/hook".to_owned(),
                ..Webhook::default()
            }),
            _ => Middleware::usual(*kind),
        };
        assert_eq!(usual.kind(), *kind);
        assert_eq!(Middleware::read(*kind, &values(&usual)), Ok(usual.clone()));
        let mut chain = Chain::default();
        chain.add(usual).expect("room");
        let json = serde_json::to_string(&chain).expect("JSON");
        assert!(json.contains(&format!(r#""kind":"{}""#, kind.as_str())), "{json}");
        assert_eq!(serde_json::from_str::<Chain>(&json).expect("a chain"), chain);
        assert_eq!(chain.validate(), Ok(()));
    }
}

#[test]
fn what_is_wrong_is_said_beside_its_field() {
    use MiddlewareKind as K;
    for (input, field, problem) in [
        (
            with(K::RateLimit, "count", ""),
            "settings.count",
            Problem::Required,
        ),
        (
            with(K::RateLimit, "seconds", "0"),
            "settings.seconds",
            Problem::NotInRange {
                min: 1,
                max: 31 * 24 * 3600,
            },
        ),
        (
            with(K::RateLimit, "per", "header"),
            "settings.header",
            Problem::Required,
        ),
        (
            with(K::RateLimit, "per", "x"),
            "settings.per",
            Problem::UnknownChoice,
        ),
        (with(K::Webhook, "url", ""), "settings.url", Problem::Required),
        (
            with(K::Webhook, "url", "ftp://a.example"),
            "settings.url",
            Problem::BadUrl,
        ),
        (
            with(K::Redaction, "patterns", "a=b\nno"),
            "settings.patterns",
            Problem::BadPair { line: 2 },
        ),
    ] {
        let errors = input.parsed().expect_err("wrong");
        assert_eq!(errors.get(field), [problem], "{field}");
    }
}

#[test]
fn links_keep_their_names_when_they_move() {
    let mut chain = Chain::default();
    let [first, second] = [1, 2].map(|count| {
        let limit = RateLimit {
            count,
            ..RateLimit::default()
        };
        chain.add(Middleware::RateLimit(limit)).expect("room")
    });
    let order = |chain: &Chain| chain.0.iter().map(|link| link.id).collect::<Vec<_>>();
    for (id, up, expected) in [
        (first, true, [first, second]),
        (second, false, [first, second]),
        (second, true, [second, first]),
        (second, false, [first, second]),
    ] {
        assert!(chain.move_by_one(id, up));
        assert_eq!(order(&chain), expected);
    }
    assert!(!chain.move_by_one(99, true));
    assert!(chain.remove(first));
    assert!(!chain.remove(first));
    let third = chain.add(Middleware::usual(MiddlewareKind::Cache)).expect("room");
    assert_ne!(third, second);
}

#[test]
fn a_chain_has_an_end() {
    let mut chain = Chain::default();
    for _ in 0..super::MAX_LINKS {
        chain
            .add(Middleware::usual(MiddlewareKind::Filter))
            .expect("room");
    }
    assert_eq!(
        chain.add(Middleware::usual(MiddlewareKind::Filter)),
        Err(Problem::TooMany {
            max: super::MAX_LINKS
        })
    );
}

#[test]
fn a_chain_that_no_form_made_is_checked_too() {
    let text =
        r#"[{"id":1,"enabled":true,"kind":"rate_limit","count":0},{"id":1,"enabled":true,"kind":"cache"}]"#;
    let chain: Chain = serde_json::from_str(text).expect("a chain");
    let errors = chain.validate().expect_err("wrong");
    assert_eq!(errors.get("0.count").len(), 1);
    assert_eq!(errors.get("1.id"), [Problem::Taken]);
    let unfinished: Chain =
        serde_json::from_str(r#"[{"id":1,"enabled":false,"kind":"webhook"}]"#).expect("a chain");
    assert_eq!(unfinished.validate(), Ok(()));
}
