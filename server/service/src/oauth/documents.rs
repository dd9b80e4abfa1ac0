//! Clients that are known by a document about them: their id is its URL (Client ID Metadata Document).
//!
//! Only people who are signed in make us fetch one, and what was fetched is kept for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use model::{ClientAuth, ClientKind, Timestamp};
use store::OauthClientRecord;
use url::Url;

use super::{
    OauthError, OauthProblem,
    registration::{self, Metadata},
};
use crate::{
    clock::{later, until},
    mint,
    services::Inner,
};

/// How long a document is not asked for again.
const FRESH: Duration = Duration::from_mins(10);
/// Documents that are kept at once.
const MOST_KEPT: usize = 1000;

/// What was fetched lately, by URL.
#[derive(Default)]
pub(crate) struct Documents(Mutex<HashMap<String, (Timestamp, OauthClientRecord)>>);

impl Documents {
    fn get(&self, url: &str, now: Timestamp) -> Option<OauthClientRecord> {
        let kept = self.lock();
        let (until_then, client) = kept.get(url)?;
        (!until(now, *until_then).is_zero()).then(|| client.clone())
    }

    fn put(&self, client: &OauthClientRecord, now: Timestamp) {
        let mut kept = self.lock();
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, (until_then, _)| !until(now, *until_then).is_zero());
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(client.client_id.clone(), (later(now, FRESH), client.clone()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Timestamp, OauthClientRecord)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The client whose document is at this URL.
pub(super) async fn client(inner: &Inner, client_id: &str) -> Result<OauthClientRecord, OauthError> {
    let now = inner.parts.clock.now();
    if let Some(kept) = inner.oauth_documents.get(client_id, now) {
        // An administrator may have deleted it meanwhile.
        if inner.parts.store.oauth_clients().find(kept.id).await?.is_some() {
            return Ok(kept);
        }
    }
    let url = address(client_id)?;
    let document = inner.parts.gateway.fetch_document(&url).await;
    let document = document.map_err(|error| problem(&error.to_string()))?;
    let client = store(inner, read(client_id, &document)?).await?;
    inner.oauth_documents.put(&client, now);
    Ok(client)
}

fn problem(what: &str) -> OauthError {
    OauthError::new(
        OauthProblem::InvalidClient,
        format!("the document that client_id names is no use: {what}"),
    )
}

/// A URL that means one document, in one spelling.
fn address(client_id: &str) -> Result<Url, OauthError> {
    let url = Url::parse(client_id).map_err(|_| problem("it is not a URL"))?;
    let is_sound = url.as_str() == client_id
        && url.path() != "/"
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if is_sound {
        Ok(url)
    } else {
        Err(problem(
            "its URL needs a path, and neither credentials nor a fragment nor another spelling of the same",
        ))
    }
}

/// What the document says, when it is about this client and we can do it.
fn read(client_id: &str, document: &[u8]) -> Result<Metadata, OauthError> {
    let metadata: Metadata = serde_json::from_slice(document)
        .map_err(|error| problem(&format!("it is not the JSON of a client: {error}")))?;
    if metadata.client_id.as_deref() != Some(client_id) {
        return Err(problem("its client_id is not its own URL"));
    }
    let method = metadata.token_endpoint_auth_method.as_deref();
    if method.is_some_and(|method| method != ClientAuth::None.as_str()) {
        return Err(problem("its token_endpoint_auth_method has to be none"));
    }
    metadata.check().map_err(|error| problem(&error.description))?;
    Ok(metadata)
}

/// The client as it says now that it is. Whether it is approved stays as it was.
async fn store(inner: &Inner, metadata: Metadata) -> Result<OauthClientRecord, OauthError> {
    let (name, client_id) = (metadata.name(), metadata.client_id.unwrap_or_default());
    let policy = registration::policy(inner).await?;
    let tx = inner.parts.store.begin().await?;
    let known = tx.oauth_clients().find_by_client_id(&client_id).await?;
    let now = inner.parts.clock.now();
    let client = OauthClientRecord {
        id: known.as_ref().map_or_else(|| mint::id(now), |known| known.id),
        client_id,
        kind: ClientKind::Document,
        name,
        secret_hash: None,
        auth: ClientAuth::None,
        redirect_uris: metadata.redirect_uris,
        approved: known
            .as_ref()
            .map_or_else(|| registration::approves(policy), |known| known.approved),
        created_at: known.as_ref().map_or(now, |known| known.created_at),
    };
    if known.is_some() {
        tx.oauth_clients().describe(&client).await?;
    } else if policy == model::RegistrationPolicy::Off {
        return Err(OauthError::new(
            OauthProblem::UnauthorizedClient,
            "clients cannot register themselves here; ask an administrator to register this one",
        ));
    } else {
        registration::make_room(inner, &tx, ClientKind::Document).await?;
        tx.oauth_clients().insert(&client).await?;
    }
    tx.commit().await?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use model::{ClientAuth, ClientKind, Timestamp};
    use store::OauthClientRecord;

    use super::{Documents, FRESH, MOST_KEPT, address, read};
    use crate::{clock::later, mint};

    const ID: &str = "https://app.example.com/client.json";

    #[test]
    fn a_document_has_one_address() {
        assert!(address(ID).is_ok());
        for bad in [
            "https://app.example.com",
            "https://app.example.com/",
            "https://app.example.com/a/../client.json",
            "https://APP.example.com/client.json",
            "https://app.example.com:443/client.json",
            "https://me@app.example.com/client.json",
            "https://app.example.com/client.json#x",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_document_is_about_the_client_that_names_it() {
        let good = format!(
            r#"{{"client_id":"{ID}","client_name":"App","redirect_uris":["https://app.example.com/cb"]}}"#
        );
        assert_eq!(read(ID, good.as_bytes()).expect("a client").name(), "App");
        for bad in [
            good.replace("client.json", "other.json"),
            good.replace("client_id", "id"),
            good.replace("https://app.example.com/cb", "http://app.example.com/cb"),
            good.replace("\"client_name\"", "\"token_endpoint_auth_method\""),
            "<html>".to_owned(),
        ] {
            assert!(read(ID, bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_was_fetched_is_kept_for_a_while_and_not_without_end() {
        let (documents, now) = (Documents::default(), Timestamp::from_millis(1000));
        let client = |client_id: String| OauthClientRecord {
            id: mint::id(now),
            client_id,
            kind: ClientKind::Document,
            name: String::new(),
            secret_hash: None,
            auth: ClientAuth::None,
            redirect_uris: Vec::new(),
            approved: true,
            created_at: now,
        };
        documents.put(&client(ID.to_owned()), now);
        assert!(documents.get(ID, now).is_some());
        assert!(documents.get(ID, later(now, FRESH)).is_none());
        for n in 0..2 * MOST_KEPT {
            documents.put(&client(format!("{ID}?{n}")), now);
        }
        assert!(documents.lock().len() <= MOST_KEPT);
    }
}
