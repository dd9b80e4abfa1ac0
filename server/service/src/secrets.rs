//! A server's secrets: environment, headers and bearer token, sealed together.

use model::{FieldErrors, MASK, Pair, Problem, ServerId, ServerInput, ServerKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::sealer::{OpenError, Sealer};

/// What only the owner writes and nobody reads back. Names may be shown, values not.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Environment of a stdio server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) env: Vec<(String, String)>,
    /// Headers of a remote server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<(String, String)>,
    /// Bearer token of a remote server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bearer_token: Option<String>,
    /// The secret of the client as which the gateway signs in, where that was registered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) client_secret: Option<String>,
}

/// Opens the secrets of a server.
pub(crate) fn open(sealer: &Sealer, server: ServerId, ciphertext: &[u8]) -> Result<Secrets, OpenError> {
    if ciphertext.is_empty() {
        return Ok(Secrets::default());
    }
    let text = Zeroizing::new(sealer.open(server.as_uuid().as_bytes(), ciphertext)?);
    serde_json::from_slice(&text).map_err(|_| OpenError::Damaged)
}

impl Secrets {
    /// Seals them for one server. Nothing secret makes nothing sealed.
    pub(crate) fn seal(&self, sealer: &Sealer, server: ServerId) -> Vec<u8> {
        if *self == Self::default() {
            return Vec::new();
        }
        let text = Zeroizing::new(serde_json::to_vec(self).expect("lists of texts are JSON"));
        sealer.seal(server.as_uuid().as_bytes(), &text)
    }

    /// The secrets that a form writes for its kind of server; masked values are those that are stored.
    pub(crate) fn of_input(input: &ServerInput, stored: &Self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut secrets = Self::default();
        match input.kind {
            ServerKind::Stdio => {
                secrets.env = keep(&mut errors, "env", input.parsed_env(), &stored.env);
            }
            ServerKind::Sse | ServerKind::StreamableHttp => {
                secrets.headers = keep(&mut errors, "headers", input.parsed_headers(), &stored.headers);
                match bearer_token(input.bearer_token.trim(), stored) {
                    Ok(token) => secrets.bearer_token = token,
                    Err(problem) => errors.add("bearer_token", problem),
                }
                if !input.oauth.sharing.trim().is_empty() {
                    match client_secret(input.oauth.client_secret.trim(), stored) {
                        Ok(secret) => secrets.client_secret = secret,
                        Err(problem) => errors.add("oauth.client_secret", problem),
                    }
                }
            }
            ServerKind::Namespace => {}
        }
        errors.into_result().map(|()| secrets)
    }

    /// The environment as callers may see it.
    pub(crate) fn masked_env(&self) -> Vec<Pair> {
        masked(&self.env)
    }

    /// The headers as callers may see them.
    pub(crate) fn masked_headers(&self) -> Vec<Pair> {
        masked(&self.headers)
    }
}

fn masked(pairs: &[(String, String)]) -> Vec<Pair> {
    pairs
        .iter()
        .map(|(name, value)| {
            Pair {
                name: name.clone(),
                value: value.clone(),
            }
            .masked()
        })
        .collect()
}

fn keep(
    errors: &mut FieldErrors,
    field: &str,
    written: Result<Vec<Pair>, Problem>,
    stored: &[(String, String)],
) -> Vec<(String, String)> {
    let written = match written {
        Ok(written) => written,
        Err(problem) => {
            errors.add(field, problem);
            return Vec::new();
        }
    };
    let mut kept = Vec::with_capacity(written.len());
    for Pair { name, value } in written {
        if value != MASK {
            kept.push((name, value));
        } else if let Some((_, value)) = stored.iter().find(|(stored, _)| *stored == name) {
            kept.push((name, value.clone()));
        } else {
            errors.add(field, Problem::NothingToKeep { name });
        }
    }
    kept
}

fn bearer_token(written: &str, stored: &Secrets) -> Result<Option<String>, Problem> {
    if written.is_empty() {
        return Ok(None);
    }
    if written == MASK {
        let kept = stored
            .bearer_token
            .clone()
            .ok_or_else(|| Problem::NothingToKeep {
                name: "bearer_token".to_owned(),
            })?;
        return Ok(Some(kept));
    }
    // It becomes part of a header: a line break in it would begin another one.
    if written.chars().any(|c| c.is_control() || c == ' ') {
        return Err(Problem::BadHeader {
            name: "Authorization".to_owned(),
        });
    }
    Ok(Some(written.to_owned()))
}

fn client_secret(written: &str, stored: &Secrets) -> Result<Option<String>, Problem> {
    match written {
        "" => Ok(None),
        MASK => stored
            .client_secret
            .clone()
            .map(Some)
            .ok_or_else(|| Problem::NothingToKeep {
                name: "client_secret".to_owned(),
            }),
        new => Ok(Some(new.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use model::{MASK, Problem, ServerInput, ServerKind, Timestamp};

    use super::{Secrets, open};
    use crate::sealer::Sealer;

    fn stored() -> Secrets {
        Secrets {
            env: vec![("TOKEN".to_owned(), "s3cret".to_owned())],
            headers: vec![("X-Key".to_owned(), "k3y".to_owned())],
            bearer_token: Some("b3arer".to_owned()),
            client_secret: Some("cl1ent".to_owned()),
        }
    }

    fn remote(headers: String, bearer_token: &str) -> ServerInput {
        ServerInput {
            kind: ServerKind::Sse,
            headers,
            bearer_token: bearer_token.to_owned(),
            ..ServerInput::default()
        }
    }

    #[test]
    fn masked_values_keep_what_is_stored() {
        let input = ServerInput {
            env: format!("TOKEN={MASK}\nNEW=1"),
            ..ServerInput::default()
        };
        let secrets = Secrets::of_input(&input, &stored()).expect("fits");
        assert_eq!(
            secrets.env,
            [
                ("TOKEN".to_owned(), "s3cret".to_owned()),
                ("NEW".to_owned(), "1".to_owned())
            ]
        );
        assert!(secrets.headers.is_empty(), "a stdio server has no headers");

        let secrets = Secrets::of_input(&remote(format!("X-Key: {MASK}"), MASK), &stored()).expect("fits");
        assert_eq!(secrets.headers, stored().headers);
        assert_eq!(secrets.bearer_token.as_deref(), Some("b3arer"));
        assert!(
            Secrets::of_input(&remote(String::new(), ""), &stored()).expect("fits") == Secrets::default()
        );
    }

    #[test]
    fn a_mask_without_a_stored_value_is_named() {
        let errors = Secrets::of_input(&remote(format!("X-Other: {MASK}"), MASK), &Secrets::default())
            .err()
            .expect("nothing stored");
        assert_eq!(
            errors.get("headers"),
            [Problem::NothingToKeep {
                name: "X-Other".to_owned()
            }]
        );
        assert_eq!(
            errors.get("bearer_token"),
            [Problem::NothingToKeep {
                name: "bearer_token".to_owned()
            }]
        );
    }

    #[test]
    fn a_token_cannot_begin_another_header() {
        let errors = Secrets::of_input(&remote(String::new(), "a\r\nX-Evil: 1"), &Secrets::default())
            .err()
            .expect("refused");
        assert_eq!(errors.get("bearer_token").len(), 1);
    }

    #[test]
    fn sealed_secrets_belong_to_one_server() {
        let sealer = Sealer::load(Some(&"a".repeat(64)), "unused".as_ref()).expect("a key");
        let [one, other] = [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at)));
        let ciphertext = stored().seal(&sealer, one);
        assert!(open(&sealer, one, &ciphertext).expect("opens") == stored());
        assert!(open(&sealer, other, &ciphertext).is_err());
        assert!(Secrets::default().seal(&sealer, one).is_empty());
        assert!(open(&sealer, one, &[]).expect("opens") == Secrets::default());
    }
}
