//! How the gateway runs a server, from what is saved.

use std::{collections::HashSet, path::PathBuf, sync::Arc, time::Duration};

use gateway::{
    CallerSpec, ConnectionSpec, EndpointSpec, ProcessLimits, RunSpec, Sandbox, SignIn, TimeSpec, ToolTimes,
};
use http::HeaderName;
use model::{CallerSettings, OauthSharing, RunSettings, SessionTimes, UserId};
use store::{EndpointRecord, ServerRecord};

const MEBIBYTE: u64 = 1024 * 1024;

/// How a server with these settings is run.
pub(crate) fn spec(settings: &RunSettings) -> RunSpec {
    let RunSettings {
        connections,
        timeouts,
        refresh_minutes,
        limits,
        sandbox,
    } = settings;
    let tools = timeouts.tools.iter().map(|(tool, times)| {
        let times = ToolTimes {
            answer: seconds(times.answer),
            total: seconds(times.total),
        };
        (tool.clone(), times)
    });
    RunSpec {
        connections: ConnectionSpec {
            sharing: connections.sharing,
            spares: connections.spares.map(|spares| spares as usize),
            max: connections.max.map(|max| max as usize),
            sign_in: None,
        },
        times: TimeSpec {
            connect: seconds(timeouts.connect),
            answer: seconds(timeouts.answer),
            total: seconds(timeouts.total),
            refresh: minutes(*refresh_minutes),
            tools: tools.collect(),
        },
        limits: ProcessLimits {
            memory_bytes: limits.memory_mib.map(|memory| u64::from(memory) * MEBIBYTE),
            cpu_seconds: limits.cpu_seconds.map(u64::from),
            open_files: limits.open_files.map(u64::from),
        },
        sandbox: sandbox.as_ref().map(|sandbox| Sandbox {
            writable: sandbox.writable.iter().map(PathBuf::from).collect(),
        }),
        caller: CallerSpec::default(),
    }
}

/// How a saved server is run.
pub(crate) fn of_server(server: &ServerRecord) -> RunSpec {
    let mut run = spec(&server.run);
    run.connections.sign_in = server.oauth.as_ref().map(|oauth| match oauth.sharing {
        OauthSharing::Shared => SignIn::Shared,
        OauthSharing::Person => SignIn::Person,
    });
    run.caller = caller(&server.caller);
    run
}

fn caller(settings: &CallerSettings) -> CallerSpec {
    // They were checked when they were saved.
    let names = settings
        .passed
        .iter()
        .map(|name| HeaderName::try_from(name.as_str()));
    CallerSpec {
        passed: names.filter_map(Result::ok).collect(),
        has_identity: settings.identity.is_some(),
    }
}

/// How the gateway publishes a saved endpoint, to these people only if there are any.
pub(crate) fn endpoint(endpoint: &EndpointRecord, admitted: Option<HashSet<UserId>>) -> EndpointSpec {
    let SessionTimes {
        idle_minutes,
        lifetime_minutes,
    } = endpoint.session;
    EndpointSpec {
        id: endpoint.id,
        name: endpoint.name.clone(),
        is_hidden: false,
        namespace_id: endpoint.namespace_id,
        auth: endpoint.auth,
        owner: endpoint.owner,
        admitted: admitted.map(Arc::new),
        listing: endpoint.listing,
        session_idle: minutes(idle_minutes),
        session_lifetime: minutes(lifetime_minutes),
    }
}

fn seconds(number: Option<u32>) -> Option<Duration> {
    number.map(|seconds| Duration::from_secs(seconds.into()))
}

fn minutes(number: Option<u32>) -> Option<Duration> {
    number.map(|minutes| Duration::from_mins(minutes.into()))
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, time::Duration};

    use gateway::RunSpec;
    use model::{RunSettings, Sharing};

    use super::spec;

    #[test]
    fn everything_that_is_said_reaches_the_gateway_in_its_units() {
        let settings: RunSettings = serde_json::from_str(
            r#"{"connections":{"sharing":"session","spares":0,"max":4},
            "timeouts":{"connect":1,"answer":2,"total":3,"tools":{"find":{"total":5}}},"refresh_minutes":6,
            "limits":{"memoryMib":7,"cpuSeconds":8,"openFiles":9},"sandbox":{"writable":["/srv"]}}"#,
        )
        .expect("settings");
        let run = spec(&settings);
        assert_eq!(run.connections.sharing, Some(Sharing::Session));
        assert_eq!((run.connections.spares, run.connections.max), (Some(0), Some(4)));
        let times = run.times;
        assert_eq!(
            [times.connect, times.answer, times.total].map(|time| time.map(|time| time.as_secs())),
            [Some(1), Some(2), Some(3)]
        );
        assert_eq!(times.refresh, Some(Duration::from_mins(6)));
        assert_eq!(times.tools["find"].total, Some(Duration::from_secs(5)));
        assert_eq!(times.tools["find"].answer, None);
        assert_eq!(run.limits.memory_bytes, Some(7 * 1024 * 1024));
        assert_eq!(
            (run.limits.cpu_seconds, run.limits.open_files),
            (Some(8), Some(9))
        );
        assert_eq!(
            run.sandbox.map(|sandbox| sandbox.writable),
            Some(vec![PathBuf::from("/srv")])
        );
        assert_eq!(spec(&RunSettings::default()), RunSpec::default());
    }
}
