//! Which group at a provider has which role here, and is in which team.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Problem, Role, TeamId};

/// Stands behind a team whose managers the members of a group are.
const MANAGER: &str = "(manager)";

/// Members of a group have a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRule {
    /// The group, as the provider spells it.
    pub group: String,
    /// The role.
    pub role: Role,
}

/// Members of a group are in a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRule {
    /// The group, as the provider spells it.
    pub group: String,
    /// The team.
    pub team: TeamId,
    /// They keep its members too.
    #[serde(default)]
    pub is_manager: bool,
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

/// Passes a text whose lines are `group = team`. Which teams there are, [`team_rules`] asks.
pub fn check_team_rules(text: &str) -> Result<(), Problem> {
    team_rules(text, |_| Some(TeamId::from_uuid(Uuid::nil()))).map(drop)
}

/// The rules that a text holds, `group = team` or `group = team (manager)` one a line, in their order; `find` knows teams
/// by name.
pub fn team_rules(text: &str, find: impl Fn(&str) -> Option<TeamId>) -> Result<Vec<TeamRule>, Problem> {
    let lines = text.lines().map(str::trim).enumerate();
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| team_rule(number + 1, line, &find))
        .collect()
}

/// Names of groups and of teams may hold `=`: the shortest name that is a team's counts.
fn team_rule(number: usize, line: &str, find: impl Fn(&str) -> Option<TeamId>) -> Result<TeamRule, Problem> {
    let sides = line.rmatch_indices('=').map(|(at, _)| {
        let (group, team) = (&line[..at], &line[at + 1..]);
        (group.trim(), team.trim())
    });
    let mut unknown = None;
    for (group, team) in sides.filter(|(group, team)| !group.is_empty() && !team.is_empty()) {
        let rule = |team, is_manager| TeamRule {
            group: group.to_owned(),
            team,
            is_manager,
        };
        if let Some(id) = find(team) {
            return Ok(rule(id, false));
        }
        let managed = team.strip_suffix(MANAGER).map(str::trim_end);
        if let Some(id) = managed.and_then(&find) {
            return Ok(rule(id, true));
        }
        unknown.get_or_insert(managed.unwrap_or(team));
    }
    Err(match unknown {
        Some(team) => Problem::Missing {
            name: team.to_owned(),
        },
        None => Problem::BadPair { line: number },
    })
}

/// The text that [`team_rules`] reads. Rules of teams that are gone are left out.
pub fn team_rules_text(rules: &[TeamRule], name: impl Fn(TeamId) -> Option<String>) -> String {
    let line = |rule: &TeamRule| {
        let team = name(rule.team)?;
        let mark = if rule.is_manager {
            format!(" {MANAGER}")
        } else {
            String::new()
        };
        Some(format!("{} = {team}{mark}", rule.group))
    };
    rules.iter().filter_map(line).collect::<Vec<_>>().join("\n")
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
    use uuid::Uuid;

    use super::{check_team_rules, domains, role_rules, rules_text, team_rules, team_rules_text};
    use crate::{Problem, Role, TeamId};

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
    fn teams_are_known_by_name_and_their_managers_by_a_mark() {
        let teams = [(1, "Lab"), (2, "a = b"), (3, "Ops (manager)")];
        let team = |number| TeamId::from_uuid(Uuid::from_u128(number));
        let find = |name: &str| teams.iter().find(|it| it.1 == name).map(|it| team(it.0));
        let text = "cn=lab,dc=x = Lab\nleads = Lab (manager)\nx = a = b\nops = Ops (manager)";
        let rules = team_rules(text, find).expect("rules");
        let read: Vec<_> = rules
            .iter()
            .map(|rule| (rule.group.as_str(), rule.team, rule.is_manager))
            .collect();
        let expected = [
            ("cn=lab,dc=x", team(1), false),
            ("leads", team(1), true),
            ("x", team(2), false),
            ("ops", team(3), false),
        ];
        assert_eq!(read, expected);
        let name = |id| {
            let mut known = teams.iter();
            known.find(|it| team(it.0) == id).map(|it| it.1.to_owned())
        };
        assert_eq!(team_rules_text(&rules, name), text);
        // A team that is gone takes its rules along.
        assert_eq!(team_rules_text(&rules, |_| None), "");
        let unknown = Problem::Missing {
            name: "Zoo".to_owned(),
        };
        assert_eq!(team_rules("a = Zoo (manager)", find), Err(unknown));
        for bad in ["ops", "= Lab", "ops ="] {
            assert_eq!(
                check_team_rules(&format!("a = b\n{bad}")),
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
