//! Which group at a provider has which role here.

use serde::{Deserialize, Serialize};

use crate::{Problem, Role};

/// Members of a group have a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRule {
    /// The group, as the provider spells it.
    pub group: String,
    /// The role.
    pub role: Role,
}

/// The rules that a text holds, `group = role` one a line, in their order.
pub fn role_rules(text: &str) -> Result<Vec<RoleRule>, Problem> {
    let lines = text.lines().map(str::trim).enumerate();
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| rule(line).ok_or(Problem::BadPair { line: number + 1 }))
        .collect()
}

/// Names of groups may hold `=`, as those of LDAP do; words for roles do not.
fn rule(line: &str) -> Option<RoleRule> {
    let (group, role) = line.rsplit_once('=')?;
    let group = group.trim();
    (!group.is_empty()).then_some(RoleRule {
        group: group.to_owned(),
        role: role.trim().parse().ok()?,
    })
}

/// The text that [`role_rules`] reads.
pub fn rules_text(rules: &[RoleRule]) -> String {
    let lines: Vec<_> = rules
        .iter()
        .map(|rule| format!("{} = {}", rule.group, rule.role))
        .collect();
    lines.join("\n")
}

/// The domains that a text holds, with spaces, commas or line ends between them; an `@` in front says nothing.
pub fn domains(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_start_matches('@').to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{domains, role_rules, rules_text};
    use crate::{Problem, Role};

    #[test]
    fn rules_are_read_as_they_are_written() {
        let rules = role_rules("cn=ops,dc=x = admin\n\n everybody=viewer ").expect("rules");
        assert_eq!(
            (rules[0].group.as_str(), rules[0].role),
            ("cn=ops,dc=x", Role::Admin)
        );
        assert_eq!(
            (rules[1].group.as_str(), rules[1].role),
            ("everybody", Role::Viewer)
        );
        assert_eq!(role_rules(&rules_text(&rules)), Ok(rules));
        for bad in ["admins", "= admin", "ops = root"] {
            assert_eq!(
                role_rules(&format!("a=member\n{bad}")),
                Err(Problem::BadPair { line: 2 })
            );
        }
    }

    #[test]
    fn domains_are_found_between_anything() {
        assert_eq!(
            domains(" @Example.com, b.org\nc.net "),
            ["example.com", "b.org", "c.net"]
        );
        assert!(domains(" , ").is_empty());
    }
}
