use std::time::Duration;

use gateway::{CallRecord, PrincipalId, Stages};
use model::{CallKind, CallOutcome, EndpointId, ServerId, Timestamp};
use prometheus_client::encoding::text::encode;
use uuid::Uuid;

use super::Series;
use crate::telemetry::otlp::spans::Server;

fn call(endpoint: &str, tool: &str) -> CallRecord {
    CallRecord {
        at: Timestamp::from_millis(1),
        kind: CallKind::Tool,
        endpoint_id: EndpointId::from_uuid(Uuid::from_u128(1)),
        endpoint: endpoint.into(),
        server_id: Some(ServerId::from_uuid(Uuid::from_u128(2))),
        tool: tool.into(),
        original_tool: tool.into(),
        is_read_only: false,
        client: "test".into(),
        principal: PrincipalId::Gateway,
        credential: None,
        address: None,
        session: None,
        trace: None,
        outcome: CallOutcome::Ok,
        error: None,
        elapsed: Duration::from_millis(30),
        stages: Stages {
            server: Duration::from_millis(20),
            ..Stages::default()
        },
        request_bytes: 10,
        answer_bytes: 20,
        arguments: None,
        result: None,
    }
}

fn text(series: &Series) -> String {
    let mut text = String::new();
    encode(&mut text, series.registry()).expect("memory takes any text");
    text
}

#[test]
fn calls_are_counted_by_where_they_went_and_how_they_ended() {
    let mut series = Series::new(10);
    let server = Server {
        name: "clock".to_owned(),
        transport: Some("pipe"),
    };
    series.count(&call("dev", "clock__now"), Some(&server));
    series.count(
        &CallRecord {
            outcome: CallOutcome::ToolError,
            ..call("dev", "clock__now")
        },
        Some(&server),
    );
    let text = text(&series);
    for line in [
        r#"metamcp_calls_total{endpoint="dev",server="clock",server_id="00000000-0000-0000-0000-000000000002",tool="clock__now",method="tools/call",outcome="tool_error"} 1"#,
        r#"mcp_server_operation_duration_seconds_count{endpoint="dev",mcp_method_name="tools/call",gen_ai_tool_name="clock__now",error_type=""} 1"#,
        r#"mcp_server_operation_duration_seconds_bucket{le="0.05",endpoint="dev",mcp_method_name="tools/call",gen_ai_tool_name="clock__now",error_type="tool_error"} 1"#,
        r#"mcp_client_operation_duration_seconds_count{server="clock",server_id="00000000-0000-0000-0000-000000000002",mcp_method_name="tools/call",error_type="",network_transport="pipe"} 1"#,
        r#"metamcp_call_stage_duration_seconds_count{endpoint="dev",stage="server"} 2"#,
        r#"metamcp_call_answer_size_bytes_sum{endpoint="dev"} 40.0"#,
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[test]
fn what_is_too_much_is_counted_together_and_nothing_is_lost() {
    let mut series = Series::new(2);
    for tool in ["a", "b", "c", "d", "a"] {
        series.count(&call("dev", tool), None);
    }
    for endpoint in ["two", "three", "four"] {
        series.count(&call(endpoint, "a"), None);
    }
    let text = text(&series);
    let counts: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("metamcp_calls_total"))
        .collect();
    let of = |endpoint: &str, tool: &str| {
        let line = counts.iter().find(|line| {
            line.contains(&format!(r#"endpoint="{endpoint}""#)) && line.contains(&format!(r#"tool="{tool}""#))
        });
        line.and_then(|line| line.rsplit(' ').next()?.parse::<u32>().ok())
    };
    assert_eq!(of("dev", "a"), Some(2));
    assert_eq!(of("dev", "other"), Some(2));
    assert_eq!(of("two", "other"), Some(1));
    assert_eq!(of("other", "other"), Some(2), "{text}");
    assert_eq!(counts.len(), 5, "a, b, dev's others, two's others, all others");
}

#[test]
fn what_clients_make_up_makes_no_series() {
    let mut series = Series::new(100);
    for name in 0..50 {
        series.count(
            &CallRecord {
                server_id: None,
                outcome: CallOutcome::Error,
                ..call("dev", &format!("made-up-{name}"))
            },
            None,
        );
        series.count(
            &CallRecord {
                kind: CallKind::Resource,
                ..call("dev", &format!("file:///{name}"))
            },
            None,
        );
    }
    let text = text(&series);
    assert!(!text.contains("made-up") && !text.contains("file:///"), "{text}");
    let counts = text
        .lines()
        .filter(|line| line.starts_with("metamcp_calls_total"));
    assert_eq!(counts.count(), 2);
}
