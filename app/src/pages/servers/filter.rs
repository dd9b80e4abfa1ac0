//! Which servers the list shows, and in which order.

use std::cmp::Ordering;

use model::{ServerKind, ServerView, UpstreamState, UpstreamStatus};

use crate::pages::{listing::Listing, owners::Owners};

/// A part of the servers, chosen by a chip above the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    All,
    NeedsYou,
    Stdio,
    Http,
    Namespace,
}

impl Group {
    pub(super) const ALL: [Self; 5] = [
        Self::All,
        Self::NeedsYou,
        Self::Stdio,
        Self::Http,
        Self::Namespace,
    ];

    /// The word for it in the URL.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::NeedsYou => "needs-you",
            Self::Stdio => "stdio",
            Self::Http => "http",
            Self::Namespace => "namespace",
        }
    }

    /// The group with this word; all servers when there is none.
    pub(super) fn of(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|group| group.as_str() == word)
            .unwrap_or(Self::All)
    }

    pub(super) fn holds(self, server: &ServerView) -> bool {
        match self {
            Self::All => true,
            Self::NeedsYou => needs_you(&server.status),
            Self::Stdio => server.kind == ServerKind::Stdio,
            Self::Http => server.kind.is_remote(),
            Self::Namespace => server.kind == ServerKind::Namespace,
        }
    }
}

/// The servers to show, in order.
pub(super) fn shown(listing: &Listing, servers: &[ServerView]) -> Vec<ServerView> {
    let (group, owners) = (Group::of(listing.show()), Owners::of(listing.owner()));
    let mut shown: Vec<_> = servers
        .iter()
        .filter(|server| {
            group.holds(server)
                && owners.have(server.visibility, server.owner.as_deref())
                && listing.finds(texts(server))
        })
        .cloned()
        .collect();
    listing.sort(
        &mut shown,
        |server| &server.name,
        |column, a, b| match column {
            "state" => urgency(&a.status).cmp(&urgency(&b.status)),
            "tools" => a.tool_count.cmp(&b.tool_count),
            _ => Ordering::Equal,
        },
    );
    shown
}

/// Something failed and nothing has worked since.
pub(crate) fn needs_you(status: &UpstreamStatus) -> bool {
    status.failure.is_some()
}

fn texts(server: &ServerView) -> impl Iterator<Item = &str> {
    [server.name.as_str(), &server.description, server.target()]
        .into_iter()
        .chain(server.owner.as_deref())
        .chain(server.namespaces.iter().map(String::as_str))
}

/// Trouble first.
fn urgency(status: &UpstreamStatus) -> u8 {
    match status.state {
        UpstreamState::Backoff => 0,
        UpstreamState::Degraded => 1,
        _ if needs_you(status) => 2,
        UpstreamState::Connecting => 3,
        UpstreamState::Ready => 4,
        UpstreamState::Idle => 5,
        UpstreamState::Disabled => 6,
    }
}

#[cfg(test)]
mod tests {
    use model::{Failure, FailureClass, ServerKind, ServerView, Timestamp, UpstreamState};

    use super::{Group, shown};
    use crate::pages::{listing::Listing, servers::fixture::server};

    fn in_state(name: &str, kind: ServerKind, state: UpstreamState) -> ServerView {
        let mut server = server(name, kind);
        server.status.state = state;
        server.status.failure = (state == UpstreamState::Backoff).then(|| Failure {
            class: FailureClass::Exited,
            message: String::new(),
            advice: String::new(),
            tried: String::new(),
            output: String::new(),
            at: Timestamp::from_millis(0),
        });
        server
    }

    fn names(pairs: &[(&str, &str)]) -> Vec<String> {
        let servers = [
            in_state("repo", ServerKind::Stdio, UpstreamState::Ready),
            in_state("GitHub", ServerKind::StreamableHttp, UpstreamState::Idle),
            in_state("sql", ServerKind::Stdio, UpstreamState::Backoff),
            in_state("team", ServerKind::Namespace, UpstreamState::Degraded),
        ];
        let value = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        let listing = Listing::of("/servers", |name| value(name).map(str::to_owned));
        let shown = shown(&listing, &servers);
        shown.into_iter().map(|server| server.name).collect()
    }

    #[test]
    fn puts_trouble_first_when_sorted_by_state() {
        assert_eq!(names(&[("sort", "state")]), ["sql", "team", "repo", "GitHub"]);
        assert_eq!(names(&[]), ["GitHub", "repo", "sql", "team"]);
    }

    #[test]
    fn finds_by_what_is_run_or_called() {
        assert_eq!(names(&[("q", "EXAMPLE.com")]), ["GitHub"]);
        assert_eq!(names(&[("q", "npx")]), ["repo", "sql"]);
        assert_eq!(names(&[("q", "team tools")]), ["team"]);
        assert_eq!(names(&[("q", "dev")]).len(), 4);
        assert!(names(&[("q", "nothing")]).is_empty());
    }

    #[test]
    fn chips_divide_the_servers() {
        let count = |group: Group| names(&[("show", group.as_str())]).len();
        assert_eq!(Group::ALL.map(count), [4, 1, 2, 1, 1]);
        assert_eq!(names(&[("show", "pink")]).len(), 4);
    }
}
