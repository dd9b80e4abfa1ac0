//! How a server is run: who shares its connections, how many are kept, how long anything may take, what its processes
//! may use.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use model::Sharing;

use super::{CallerSpec, SignIn};

/// How a server is run. The default of everything is what suits most servers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunSpec {
    /// Its connections.
    pub connections: ConnectionSpec,
    /// Its time.
    pub times: TimeSpec,
    /// What each process of it may use; of no meaning to other transports.
    pub limits: ProcessLimits,
    /// What its processes may write to; `None` is everything that the gateway's user may. Of no meaning to other
    /// transports.
    pub sandbox: Option<Sandbox>,
    /// What it is told of who calls it.
    pub caller: CallerSpec,
}

/// Who shares the connections of a server, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionSpec {
    /// Who shares one. `None`: as its transport and the client ask for it.
    pub sharing: Option<Sharing>,
    /// Connections that are kept ready for whoever comes next; `None` is
    /// [`GatewayOptions::spares`](crate::GatewayOptions::spares), 0 none.
    pub spares: Option<usize>,
    /// Connections at the same time, spares included; `None` is bounded by
    /// [`GatewayOptions::max_connections_per_server`](crate::GatewayOptions::max_connections_per_server) only.
    pub max: Option<usize>,
    /// Who signs in to it; `None` is nobody. Where each person does, no two share a connection.
    pub sign_in: Option<SignIn>,
}

/// How long a server may take. `None` is the gateway's own bound of the same name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeSpec {
    /// From start to the end of the handshake.
    pub connect: Option<Duration>,
    /// From a request, or the latest news of its progress, to its answer.
    pub answer: Option<Duration>,
    /// From a request to its answer, whatever progress it makes.
    pub total: Option<Duration>,
    /// Between two looks at what it offers; zero is never.
    pub refresh: Option<Duration>,
    /// Single tools by their original names.
    pub tools: BTreeMap<String, ToolTimes>,
}

/// How long a call of one tool may take. `None` is what the server may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ToolTimes {
    /// As [`TimeSpec::answer`].
    pub answer: Option<Duration>,
    /// As [`TimeSpec::total`].
    pub total: Option<Duration>,
}

/// What each process of a server may use. `None` is what the system allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProcessLimits {
    /// Memory for data, in bytes (`RLIMIT_DATA`).
    pub memory_bytes: Option<u64>,
    /// Processor time over its whole life, in seconds (`RLIMIT_CPU`).
    pub cpu_seconds: Option<u64>,
    /// Open files, sockets and pipes (`RLIMIT_NOFILE`).
    pub open_files: Option<u64>,
}

/// A file system that can only be read, but for some folders (Landlock).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sandbox {
    /// Folders that may be written to, with all that is in them. `${VAR}` is replaced as in the command.
    pub writable: Vec<PathBuf>,
}
