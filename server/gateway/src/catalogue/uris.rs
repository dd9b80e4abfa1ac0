//! URIs of resources: untouched where they are unique.

use std::collections::HashSet;

use model::ServerId;

/// What the URI of a resource begins with when another server has a resource with the same one.
const SCHEME: &str = "metamcp+";

/// Hands out the URIs of one namespace, each once.
#[derive(Default)]
pub(super) struct Uris {
    taken: HashSet<String>,
}

impl Uris {
    /// The URI for a resource: its own, or for the later of two the same behind the server's name, or its id.
    pub(super) fn assign(&mut self, server_id: ServerId, server: &str, uri: &str) -> String {
        let forms = [
            uri.to_owned(),
            format!("{SCHEME}{}:{uri}", scheme_part(server)),
            format!("{SCHEME}{server_id}:{uri}"),
        ];
        let free = forms.iter().find(|form| !self.taken.contains(*form));
        // A server that lists a URI twice means one resource.
        let chosen = free.unwrap_or(&forms[2]).clone();
        self.taken.insert(chosen.clone());
        chosen
    }
}

/// The name in the letters of a URI scheme (RFC 3986, 3.1).
fn scheme_part(name: &str) -> String {
    let is_accepted = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    name.chars()
        .map(|c| if is_accepted(&c) { c } else { '.' })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::ServerId;
    use uuid::Uuid;

    use super::Uris;

    #[test]
    fn the_later_of_two_gets_the_servers_name_in_front() {
        let mut uris = Uris::default();
        let server = |n| ServerId::from_uuid(Uuid::from_u128(n));
        assert_eq!(uris.assign(server(1), "a", "file:///x"), "file:///x");
        assert_eq!(
            uris.assign(server(2), "b_2", "file:///x"),
            "metamcp+b.2:file:///x"
        );
        let third = uris.assign(server(3), "b.2", "file:///x");
        assert!(third.starts_with("metamcp+00000000-"), "{third}");
    }
}
