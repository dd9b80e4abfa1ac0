//! What the gateway tells the rest of the program while it runs.

use model::{EndpointId, ServerId};

use crate::spec::ToolDefinition;

/// Something changed. Events may be missed by a slow listener: what they tell can always be asked for.
#[derive(Debug, Clone)]
pub enum Event {
    /// A server's tools were listed again, because it said that they changed or because it was connected anew.
    Tools {
        /// The server.
        server_id: ServerId,
        /// All its tools in its order.
        tools: Vec<ToolDefinition>,
    },
    /// The connections of a server, or the reason why there are none, changed.
    Status {
        /// The server.
        server_id: ServerId,
    },
    /// Client sessions of an endpoint began or ended.
    Sessions {
        /// The endpoint.
        endpoint_id: EndpointId,
    },
}
