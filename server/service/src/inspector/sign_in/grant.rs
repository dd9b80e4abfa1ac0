//! What an inspection has by OAuth: how it came to its token, and what to give back.

use model::{InspectionId, InspectorSignInId, InspectorSignInView};
use url::{Url, form_urlencoded};

use super::SignIn;
use crate::{oauth, services::Inner};

/// A token, and the way to it.
pub(in crate::inspector) struct Grant {
    way: InspectorSignInView,
    at: Url,
    client_id: String,
    token: String,
}

impl Grant {
    pub(super) fn new(sign_in: &SignIn, at: Url, token: String) -> Self {
        Self {
            way: sign_in.view(),
            at,
            client_id: sign_in.client_id.clone(),
            token,
        }
    }

    /// The sign-in.
    pub(in crate::inspector) fn id(&self) -> InspectorSignInId {
        self.way.id
    }

    /// The way, and the inspection that it led to.
    pub(super) fn view(&self, inspection: InspectionId) -> InspectorSignInView {
        InspectorSignInView {
            inspection: Some(inspection),
            ..self.way.clone()
        }
    }

    /// The token is not needed any more (RFC 7009).
    pub(in crate::inspector) async fn give_back(&self, inner: &Inner) {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", &self.token)
            .append_pair("client_id", &self.client_id)
            .finish();
        if let Err(error) = oauth::take_back(inner, &self.at, form.as_bytes()).await {
            tracing::warn!(
                error = error.description,
                "a token of the inspector was not given back"
            );
        }
    }
}
