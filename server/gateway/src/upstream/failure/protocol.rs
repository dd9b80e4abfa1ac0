//! Servers that answer, but not as an MCP server does, and bounds that were hit.

use std::time::Duration;

use model::FailureClass;

use super::{Explanation, in_words};
use crate::upstream::quota::Bound;

/// `initialize` was answered with an error.
pub(in crate::upstream) fn initialize_refused(error: &str) -> Explanation {
    Explanation::new(
        FailureClass::Handshake,
        format!("The server refused to start a session: {error}."),
        "See the server's own documentation and logs; credentials or a setting may be missing.",
    )
}

/// The answer is JSON-RPC, and not what MCP says it must be.
pub(in crate::upstream) fn malformed_answer(method: &str, what: &str) -> Explanation {
    Explanation::new(
        FailureClass::Handshake,
        format!("The answer to {method} is not valid: {what}."),
        "Check that this is an MCP server, and whether a newer version of it exists.",
    )
}

/// It speaks another version.
pub(in crate::upstream) fn unsupported_version(version: &str) -> Explanation {
    Explanation::new(
        FailureClass::Version,
        format!("The server speaks MCP version {version}, which MetaMCP does not know."),
        "Use a version of the server that speaks MCP 2024-11-05 to 2025-11-25.",
    )
}

/// No handshake in time.
pub(in crate::upstream) fn connect_timeout(timeout: Duration, is_process: bool) -> Explanation {
    let advice = if is_process {
        "A first start may download a package: try again, or raise METAMCP_CONNECT_TIMEOUT_SECONDS. Otherwise check \
         that the command starts an MCP server that speaks on stdin and stdout."
    } else {
        "Check the URL, the server and firewalls on the way; METAMCP_CONNECT_TIMEOUT_SECONDS sets how long is waited."
    };
    let message = format!("The server was not ready within {}.", in_words(timeout));
    Explanation::new(FailureClass::Timeout, message, advice)
}

/// No answer to a call in time.
pub(in crate::upstream) fn call_timeout(method: &str, timeout: Duration) -> Explanation {
    Explanation::new(
        FailureClass::Timeout,
        format!(
            "The server gave no answer to {method} within {}.",
            in_words(timeout)
        ),
        "Try again later; METAMCP_CALL_TIMEOUT_SECONDS sets how long is waited, and progress from the server extends it.",
    )
}

/// A call makes progress and does not end.
pub(in crate::upstream) fn call_unfinished(method: &str, limit: Duration) -> Explanation {
    Explanation::new(
        FailureClass::Timeout,
        format!(
            "The server reported progress of {method}, but did not finish within {}.",
            in_words(limit)
        ),
        "Try again later; the total time in the server's settings, or METAMCP_TOTAL_TIMEOUT_SECONDS, sets how long that may take.",
    )
}

/// A connection that nobody used does not work any more.
pub(in crate::upstream) fn silent_ping(limit: Duration) -> Explanation {
    Explanation::new(
        FailureClass::Timeout,
        format!("The server did not answer a ping within {}.", in_words(limit)),
        "It hangs: the connection was ended, and the next call makes a new one. METAMCP_HEALTH_PING_SECONDS sets how often is asked.",
    )
}

/// The process writes text where frames belong.
pub(in crate::upstream) fn garbage() -> Explanation {
    Explanation::new(
        FailureClass::Garbage,
        "The process wrote text that is not JSON-RPC and did not answer.",
        "Check that the command starts an MCP server on stdin and stdout: a shell greeting, a log on stdout or an \
         HTTP server (then register its URL) look like this.",
    )
}

/// The process closed its output and went on.
pub(in crate::upstream) fn output_closed() -> Explanation {
    Explanation::new(
        FailureClass::Exited,
        "The process closed its output.",
        "See its output; it may have crashed or gone to the background.",
    )
}

/// One message is larger than the bound.
pub(in crate::upstream) fn frame_too_large(max: usize) -> Explanation {
    Explanation::new(
        FailureClass::Limit,
        format!("The server sent a message of more than {max} bytes."),
        "Ask for less at once, or raise METAMCP_MAX_BODY_BYTES.",
    )
}

/// The list of tools does not end.
pub(in crate::upstream) fn endless_list(of: &str, what: &str) -> Explanation {
    Explanation::new(
        FailureClass::Limit,
        format!("The server's list of {of} does not end: {what}."),
        "This is a fault of the server: check whether a newer version of it exists.",
    )
}

/// A list was answered with an error. `of` names what is listed.
pub(in crate::upstream) fn no_list(of: &str, error: &str) -> Explanation {
    Explanation::new(
        FailureClass::Handshake,
        format!("The server did not list its {of}: {error}."),
        "See the server's own documentation and logs; credentials or a setting may be missing.",
    )
}

/// All connections that a bound allows are in use.
pub(in crate::upstream) fn saturated(bound: Bound) -> Explanation {
    let (what, advice) = match bound {
        Bound::Total(max) => (
            format!("All {max} connections to servers are in use."),
            "Try again in a moment, or raise METAMCP_MAX_CONNECTIONS.",
        ),
        Bound::Server(max) => (
            format!("All {max} connections that this server may have are in use."),
            "Try again in a moment, or raise the bound in the server's settings or METAMCP_MAX_CONNECTIONS_PER_SERVER.",
        ),
        Bound::Principal(max) => (
            format!("All {max} connections that one user or key may have are in use."),
            "Try again in a moment, or raise METAMCP_MAX_CONNECTIONS_PER_PRINCIPAL.",
        ),
    };
    Explanation::new(FailureClass::Limit, what, advice)
}

/// A namespace stands as a server: there is nothing to connect to.
pub(in crate::upstream) fn in_process() -> Explanation {
    Explanation::new(
        FailureClass::Refused,
        "This server is a namespace of this installation, to which no connection is needed.",
        "Try the servers of the namespace instead.",
    )
}

/// A variable is not set.
pub(in crate::upstream) fn unset_variable(name: &str) -> Explanation {
    Explanation::new(
        FailureClass::Variable,
        format!("The variable {name} is not set, or servers may not use it."),
        format!(
            "Start MetaMCP with {name} set and with its name in METAMCP_VARIABLES, or write ${{{name}:-default}}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::unset_variable;

    #[test]
    fn names_the_setting_that_allows_a_variable() {
        let explanation = unset_variable("GITHUB_TOKEN");
        assert!(explanation.advice.contains("METAMCP_VARIABLES"));
        assert!(explanation.advice.contains("${GITHUB_TOKEN:-default}"));
    }
}
