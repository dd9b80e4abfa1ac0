//! What a server is given that is nobody's to read: values of its variables and of its headers.

use super::variables::Variables;
use crate::{GatewayOptions, TransportSpec, UpstreamSpec};

/// The secrets of a server, as it gets them; what cannot be put together is given to nobody.
pub(super) fn of(spec: &UpstreamSpec, options: &GatewayOptions) -> Vec<String> {
    let pairs = match &spec.transport {
        TransportSpec::Stdio { env, .. } => env,
        TransportSpec::StreamableHttp { headers, .. } | TransportSpec::Sse { headers, .. } => headers,
        TransportSpec::Namespace { .. } => return Vec::new(),
    };
    let mut variables = Variables::new(&options.variables);
    let values: Vec<String> = pairs
        .iter()
        .filter_map(|(_, value)| variables.expand(value).ok())
        .map(|value| without_scheme(&value).to_owned())
        .collect();
    let used = variables.into_used();
    let all = values.into_iter().chain(used);
    // Paths are no secrets: a tool that works with files would be of no use without them.
    all.filter(|value| !value.starts_with('/')).collect()
}

/// Others know a token without the scheme that stands before it in a header (RFC 9110 §11.4).
fn without_scheme(value: &str) -> &str {
    match value.split_once(' ') {
        Some((scheme, token)) if ["bearer", "basic", "token"].contains(&&*scheme.to_ascii_lowercase()) => {
            token
        }
        _ => value,
    }
}
