//! The token of a connection, and what to do when a server refuses it.

use std::{collections::HashMap, sync::Arc};

use http::{Response, StatusCode};
use model::{ApiKeyId, ServerId, UserId};

use super::{
    challenge::Challenge,
    client::{Fault, Payload},
};
use crate::spec::{Credentials, NoToken, PrincipalId, Refusal, SignIn, Token, TokenHolder};

/// Who has tokens for servers.
pub(in crate::upstream) struct TokenSource {
    credentials: Arc<dyn Credentials>,
    /// Whose the keys are.
    owners: HashMap<ApiKeyId, UserId>,
}

/// Whose token goes with the requests of a connection.
#[derive(Clone)]
pub(in crate::upstream) struct Bearer {
    credentials: Arc<dyn Credentials>,
    server: ServerId,
    /// Nothing where each person signs in, and no person calls.
    holder: Option<TokenHolder>,
}

impl TokenSource {
    /// `owners` says whose the keys are.
    pub(in crate::upstream) fn new(
        credentials: Arc<dyn Credentials>,
        owners: HashMap<ApiKeyId, UserId>,
    ) -> Self {
        Self { credentials, owners }
    }

    /// The token of whoever calls.
    pub(in crate::upstream) fn bearer(
        &self,
        server: ServerId,
        sign_in: SignIn,
        principal: Option<PrincipalId>,
    ) -> Bearer {
        let holder = match sign_in {
            SignIn::Shared => Some(TokenHolder::Everybody),
            SignIn::Person => self.person(principal).map(TokenHolder::Person),
        };
        Bearer {
            credentials: self.credentials.clone(),
            server,
            holder,
        }
    }

    /// The person behind a principal: a key that acts for itself still is somebody's.
    fn person(&self, principal: Option<PrincipalId>) -> Option<UserId> {
        match principal? {
            PrincipalId::User(user) => Some(user),
            PrincipalId::Key(key) => self.owners.get(&key).copied(),
            PrincipalId::Anonymous(_) | PrincipalId::Gateway => None,
        }
    }
}

impl Bearer {
    /// A token that can be used now.
    pub(in crate::upstream) async fn token(&self) -> Result<Token, NoToken> {
        let holder = self.holder.ok_or_else(no_person)?;
        match self.credentials.ready(self.server, holder) {
            Some(token) => Ok(token),
            None => self.credentials.obtain(self.server, holder).await,
        }
    }

    /// A token in place of one that was refused.
    pub(super) async fn another(&self, refused: &Token, refusal: Refusal) -> Result<Token, Fault> {
        let holder = self.holder.ok_or_else(|| Fault::of_sign_in(no_person()))?;
        self.credentials
            .refused(self.server, holder, refused.version, refusal)
            .await
            .map_err(Fault::of_sign_in)
    }
}

/// How a response refuses its token, if it does.
pub(super) fn refusal(response: &Response<Payload>, is_second: bool) -> Option<Refusal> {
    match response.status() {
        StatusCode::UNAUTHORIZED if is_second => Some(Refusal::TokenAgain),
        StatusCode::UNAUTHORIZED => Some(Refusal::Token),
        StatusCode::FORBIDDEN => {
            let challenge = Challenge::bearer(response.headers())?;
            let is_about_scopes = challenge.get("error") == Some("insufficient_scope");
            is_about_scopes.then(|| Refusal::Scopes(challenge.get("scope").unwrap_or_default().to_owned()))
        }
        _ => None,
    }
}

fn no_person() -> NoToken {
    NoToken {
        message: "Each person signs in to this server, and this call is in nobody's name.".to_owned(),
        advice: "Use an API key of a person, or an endpoint with sign-in, in the client.".to_owned(),
        connect_url: None,
    }
}
