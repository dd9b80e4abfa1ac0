//! References such as `${GITHUB_TOKEN}` to the gateway's variables, in the settings of servers.
//!
//! Whoever writes one into a URL or a header decides where the variable's value is sent. So only those may who could
//! read it anyway, by running a command. For everybody else the variables do not exist.

use model::{FieldErrors, Permission, Problem, ServerInput};

use crate::{Caller, secrets::Secrets};

/// Refuses references of a caller who may not make any. `secrets` are the resolved ones: a masked value may hold a
/// reference as well.
pub(crate) fn check(caller: &Caller, input: &ServerInput, secrets: &Secrets) -> Result<(), FieldErrors> {
    if caller.may(Permission::RunCommands) {
        return Ok(());
    }
    let mut errors = FieldErrors::new();
    let url = Some(&input.url).filter(|_| input.kind.is_remote());
    let headers = secrets.headers.iter().map(|(_, value)| ("headers", value));
    let token = secrets.bearer_token.iter().map(|token| ("bearer_token", token));
    for (field, text) in headers.chain(token).chain(url.map(|url| ("url", url))) {
        if let Some(reference) = first(text) {
            errors.add(
                field,
                Problem::Missing {
                    name: reference.to_owned(),
                },
            );
        }
    }
    errors.into_result()
}

fn first(text: &str) -> Option<&str> {
    let start = text.find("${")?;
    let end = text[start..].find('}').map_or(text.len(), |end| start + end + 1);
    Some(&text[start..end])
}

#[cfg(test)]
mod tests {
    use model::{Problem, Role, ServerInput, ServerKind};

    use super::check;
    use crate::{Caller, secrets::Secrets};

    #[test]
    fn members_cannot_send_the_gateways_variables_anywhere() {
        let input = ServerInput {
            kind: ServerKind::StreamableHttp,
            url: "https://example.com/${A:-x}?b=1".to_owned(),
            ..ServerInput::default()
        };
        let secrets = Secrets {
            headers: vec![
                ("X-Key".to_owned(), "Bearer ${B} $C".to_owned()),
                ("X-Fine".to_owned(), "$D {E}".to_owned()),
            ],
            bearer_token: Some("${C".to_owned()),
            ..Secrets::default()
        };
        assert_eq!(check(&Caller::system(), &input, &secrets), Ok(()));
        let member = Caller {
            role: Role::Member,
            ..Caller::system()
        };
        let errors = check(&member, &input, &secrets).expect_err("three references");
        for (field, name) in [("url", "${A:-x}"), ("headers", "${B}"), ("bearer_token", "${C")] {
            assert_eq!(
                errors.get(field),
                [Problem::Missing {
                    name: name.to_owned()
                }],
                "{field}"
            );
        }
    }
}
