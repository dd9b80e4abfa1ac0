//! The variables with which the original configures its one provider of single sign-on.

use model::{check_name, check_provider_url};
use service::DeclaredProvider;

use super::read::Reader;

const CLIENT_ID: &str = "OIDC_CLIENT_ID";
const CLIENT_SECRET: &str = "OIDC_CLIENT_SECRET";
const DISCOVERY_URL: &str = "OIDC_DISCOVERY_URL";
const AUTHORIZATION_URL: &str = "OIDC_AUTHORIZATION_URL";
const PROVIDER_ID: &str = "OIDC_PROVIDER_ID";

/// The declared provider; none when no variable that needs one is set.
pub(super) fn provider(read: &mut Reader<'_>) -> Option<DeclaredProvider> {
    if !read.flag("OIDC_PKCE") {
        read.refuse("OIDC_PKCE", "false".to_owned(), "true: PKCE is always used");
    }
    let (client_id, discovery) = (read.optional(CLIENT_ID), read.optional(DISCOVERY_URL));
    let (Some(client_id), Some(issuer)) = (&client_id, &discovery) else {
        let rest = [CLIENT_ID, CLIENT_SECRET, DISCOVERY_URL, AUTHORIZATION_URL];
        if rest.iter().any(|name| read.optional(name).is_some()) {
            for (name, value) in [(CLIENT_ID, client_id), (DISCOVERY_URL, discovery)] {
                if value.is_none() {
                    read.refuse(
                        name,
                        String::new(),
                        "a value, since another variable of OIDC_ has one",
                    );
                }
            }
        }
        return None;
    };
    let authorization_url = read.optional(AUTHORIZATION_URL);
    let urls = [
        (DISCOVERY_URL, Some(issuer)),
        (AUTHORIZATION_URL, authorization_url.as_ref()),
    ];
    for (name, url) in urls {
        if let Some(url) = url
            && let Err(problem) = check_provider_url(url)
        {
            let expected = format!("a URL of the provider ({problem})");
            read.refuse(name, url.clone(), &expected);
        }
    }
    let slug = read.text(PROVIDER_ID);
    if let Err(problem) = check_name(&slug) {
        let expected = format!("a part of a path ({problem})");
        read.refuse(PROVIDER_ID, slug.clone(), &expected);
    }
    Some(DeclaredProvider {
        slug,
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: read.optional(CLIENT_SECRET),
        scopes: read.text("OIDC_SCOPES"),
        authorization_url,
    })
}
