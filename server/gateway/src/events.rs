//! What the gateway tells the rest of the program while it runs.

use std::sync::Arc;

use model::{EndpointId, ServerId};

use crate::spec::Offering;

/// Something changed. Events may be missed by a slow listener: what they tell can always be asked for.
#[derive(Debug, Clone)]
pub enum Event {
    /// What a server offers was listed again, because it said that it changed or because it was connected anew.
    Offering {
        /// The server.
        server_id: ServerId,
        /// Everything it offers.
        offering: Arc<Offering>,
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
