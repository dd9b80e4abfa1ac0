//! Words of the pages of teams, and of giving things to another owner.

use model::OwnedThing;

use crate::i18n::teams::TeamsMessages;

pub(super) const TEAMS: TeamsMessages = TeamsMessages {
    title: "Teams",
    one: "Team",
    lead: "People who keep servers, namespaces, endpoints and keys together.",
    create: "Make team",
    new_lead: "Members see what the team owns, and change it when their role lets them keep things.",
    search: "Filter by name",
    empty_title: "No teams yet",
    empty_text: "Make a team, put people into it, and choose it as the owner of what they share.",
    empty_text_for_members: "You are in no team. Administrators make them and put people into them.",
    mine: "Yours",
    team_named: |name| format!("Team {name}"),
    visibility_hint: "Its members and administrators see it.",
    whose: "Whose",
    everybodys: "Public",
    of_teams: "Teams",
    ones_own: "My own",
    change: "Name and description",
    owns: "Owned by the team",
    members: "Members",
    no_members: "Nobody is in it yet.",
    since: "Since",
    manager: "Manager",
    manager_hint: "Managers keep the members, too.",
    by_provider: |name| format!("by {name}"),
    make_manager: "Make manager",
    make_member: "Make member",
    add_member: "Add member",
    email_hint: "The address that they sign in with.",
    remove: "Take out",
    leave: "Leave the team",
    delete_text: "Its members lose what it owns at once.",
    delete_rest: "It also owns:",
    delete_button: "Delete team",
    owner: "Owner now",
    hand_over: "Change owner",
    hand_over_title: |name| format!("Change owner of {name}"),
    hand_over_lead: "First see what it would do. Nothing changes until you confirm it.",
    look: "See what it would do",
    oneself: "Me",
    nobody_else: "There is nobody whom you can give it to.",
    consequences: "What this does",
    nothing_breaks: "Nothing else changes its owner, and every key goes on.",
    along: "These get the same owner, because they could not be used together any more:",
    in_the_way: "These hang on it, and you cannot change them. Ask who can:",
    hidden: |n| {
        if n == 1 {
            "One thing of somebody else hangs on it. Ask an administrator.".to_owned()
        } else {
            format!("{n} things of other people hang on it. Ask an administrator.")
        }
    },
    taken: "The new owner has these names already. Rename or delete one of each first:",
    locked_out: "These keys do not open the endpoint any more:",
    hand_over_all: "Change owner of all of these",
};

/// What hangs on a thing.
pub(super) fn in_the_way(things: &[OwnedThing], hidden: usize) -> String {
    let known = super::people::things(things, ", ");
    match (known.is_empty(), hidden) {
        (_, 0) => known,
        (true, hidden) => format!("{hidden} of other people"),
        (false, hidden) => format!("{known}, and {hidden} of other people"),
    }
}
