//! What the servers behind a namespace do, in one: the namespace stands as a server in another.

use model::{UpstreamState, UpstreamStatus};

/// Sums up. It works as long as one of them does, and the first failure is the one to look at.
pub(super) fn status(behind: impl Iterator<Item = UpstreamStatus>) -> UpstreamStatus {
    let behind: Vec<_> = behind.collect();
    let any = |state| behind.iter().any(|it| it.state == state);
    let fails = |it: &UpstreamStatus| matches!(it.state, UpstreamState::Backoff | UpstreamState::Degraded);
    let state = if !behind.is_empty() && behind.iter().all(|it| it.state == UpstreamState::Backoff) {
        UpstreamState::Backoff
    } else if behind.iter().any(fails) {
        UpstreamState::Degraded
    } else if any(UpstreamState::Connecting) {
        UpstreamState::Connecting
    } else if any(UpstreamState::Ready) {
        UpstreamState::Ready
    } else {
        UpstreamState::Idle
    };
    UpstreamStatus {
        state,
        connections: behind.iter().map(|it| it.connections).sum(),
        spares: behind.iter().map(|it| it.spares).sum(),
        refused: behind.iter().map(|it| it.refused).sum(),
        attempts: behind.iter().map(|it| it.attempts).max().unwrap_or(0),
        next_probe_at: behind.iter().filter_map(|it| it.next_probe_at).min(),
        failure: behind.iter().find_map(|it| it.failure.clone()),
        protocol_version: None,
        server_info: None,
    }
}

#[cfg(test)]
mod tests {
    use model::{UpstreamState, UpstreamStatus};

    use super::status;

    fn of(states: &[UpstreamState]) -> UpstreamState {
        let behind = states.iter().map(|state| UpstreamStatus {
            state: *state,
            connections: 1,
            ..UpstreamStatus::default()
        });
        let sum = status(behind);
        assert_eq!(sum.connections, states.len());
        sum.state
    }

    #[test]
    fn works_as_long_as_one_of_its_servers_does() {
        use UpstreamState::{Backoff, Connecting, Degraded, Idle, Ready};
        assert_eq!(of(&[]), Idle);
        assert_eq!(of(&[Idle, Ready]), Ready);
        assert_eq!(of(&[Ready, Connecting]), Connecting);
        assert_eq!(of(&[Ready, Backoff]), Degraded);
        assert_eq!(of(&[Idle, Degraded]), Degraded);
        assert_eq!(of(&[Backoff, Backoff]), Backoff);
    }
}
