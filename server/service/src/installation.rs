//! Everything configured, at one revision, with the ways to find things in it.

use std::{collections::HashMap, hash::Hash};

use model::{
    ApiKeyId, EndpointId, Membership, NamespaceId, OidcProviderId, Owner, ServerId, TeamId, ToolId,
    ToolOverride, ToolVerdict, UserId,
};
use store::{
    AccountRecord, ApiKeyRecord, AuthorizationRecord, Configuration, EndpointRecord, NamespaceRecord,
    NamespaceServerRecord, NamespaceToolRecord, OidcProviderRecord, ServerRecord, SigningKeyRecord,
    TeamMemberRecord, TeamRecord, ToolRecord, ToolVerdictRecord, UserRecord,
};

use crate::{Caller, changes::Changed, memberships::Memberships, visibility::may_use};

/// A whole configuration. It never changes: a newer one takes its place.
pub(crate) struct Installation {
    configuration: Configuration,
    users: HashMap<UserId, usize>,
    teams: HashMap<TeamId, usize>,
    memberships: Memberships,
    servers: HashMap<ServerId, usize>,
    namespaces: HashMap<NamespaceId, usize>,
    endpoints: HashMap<EndpointId, usize>,
    tools: HashMap<ServerId, Vec<usize>>,
    offerings: HashMap<ServerId, usize>,
    members: HashMap<NamespaceId, Vec<usize>>,
    choices: HashMap<(NamespaceId, ToolId), usize>,
    pins: HashMap<(NamespaceId, ToolId), usize>,
    refusals: HashMap<(NamespaceId, ToolId), usize>,
}

impl Installation {
    pub(crate) fn new(configuration: Configuration) -> Self {
        Self {
            users: index(&configuration.users, |user| user.id),
            teams: index(&configuration.teams, |team| team.id),
            memberships: Memberships::of(&configuration.team_members),
            servers: index(&configuration.servers, |server| server.id),
            namespaces: index(&configuration.namespaces, |namespace| namespace.id),
            endpoints: index(&configuration.endpoints, |endpoint| endpoint.id),
            tools: group(&configuration.tools, |tool| tool.server_id, |tool| tool.position),
            offerings: index(&configuration.offerings, |offering| offering.server_id),
            members: group(
                &configuration.namespace_servers,
                |member| member.namespace_id,
                |member| member.position,
            ),
            choices: index(&configuration.namespace_tools, |tool| {
                (tool.namespace_id, tool.tool_id)
            }),
            pins: index_of_verdicts(&configuration.tool_verdicts, false),
            refusals: index_of_verdicts(&configuration.tool_verdicts, true),
            configuration,
        }
    }

    /// Counts every change of the configuration.
    pub(crate) fn revision(&self) -> i64 {
        self.configuration.revision
    }

    /// All users, by name.
    pub(crate) fn users(&self) -> &[UserRecord] {
        &self.configuration.users
    }

    /// All teams, by name.
    pub(crate) fn teams(&self) -> &[TeamRecord] {
        &self.configuration.teams
    }

    /// Who is in which team, by team.
    pub(crate) fn team_members(&self) -> &[TeamMemberRecord] {
        &self.configuration.team_members
    }

    /// Who is in a team, by age of the account.
    pub(crate) fn members_of_team(&self, team: TeamId) -> impl Iterator<Item = &TeamMemberRecord> {
        let members = self.configuration.team_members.iter();
        members.filter(move |member| member.team_id == team)
    }

    /// Who is in which team.
    pub(crate) fn memberships(&self) -> &Memberships {
        &self.memberships
    }

    /// The teams of a person, by name.
    pub(crate) fn teams_of(&self, user: UserId) -> Vec<Membership> {
        let teams = self.teams().iter();
        let member = |team: &TeamRecord| {
            self.members_of_team(team.id)
                .find(|member| member.user_id == user)
        };
        teams
            .filter_map(|team| {
                Some(Membership {
                    id: team.id,
                    name: team.name.clone(),
                    is_manager: member(team)?.is_manager,
                })
            })
            .collect()
    }

    /// All providers that people sign in by, by name.
    pub(crate) fn providers(&self) -> &[OidcProviderRecord] {
        &self.configuration.providers
    }

    pub(crate) fn provider(&self, id: OidcProviderId) -> Option<&OidcProviderRecord> {
        self.providers().iter().find(|provider| provider.id == id)
    }

    /// Everybody's accounts at providers.
    pub(crate) fn accounts(&self) -> &[AccountRecord] {
        &self.configuration.accounts
    }

    /// The name of an owner: a team's, or that of another person than the caller.
    pub(crate) fn owner_name(&self, caller: &Caller, owner: Owner) -> Option<String> {
        match owner {
            Owner::Public => None,
            Owner::Person(id) if id == caller.user_id => None,
            Owner::Person(id) => self.user(id).map(|user| user.name.clone()),
            Owner::Team(id) => self.team(id).map(|team| team.name.clone()),
        }
    }

    /// A thing of `owner` may use one of `used`.
    pub(crate) fn may_use(&self, owner: Owner, used: Owner) -> bool {
        may_use(&self.memberships, owner, used)
    }

    /// All servers, by name.
    pub(crate) fn servers(&self) -> &[ServerRecord] {
        &self.configuration.servers
    }

    /// All namespaces, by name.
    pub(crate) fn namespaces(&self) -> &[NamespaceRecord] {
        &self.configuration.namespaces
    }

    /// All endpoints, by name.
    pub(crate) fn endpoints(&self) -> &[EndpointRecord] {
        &self.configuration.endpoints
    }

    /// All keys, by name. Their last uses may be newer in the database.
    pub(crate) fn api_keys(&self) -> &[ApiKeyRecord] {
        &self.configuration.api_keys
    }

    /// All clients that act for somebody, the oldest first. Their last uses may be newer in the database.
    pub(crate) fn authorizations(&self) -> &[AuthorizationRecord] {
        &self.configuration.authorizations
    }

    /// Some server is told who calls.
    pub(crate) fn tells_of_callers(&self) -> bool {
        self.servers()
            .iter()
            .any(|server| server.caller.identity.is_some())
    }

    /// All keys that sign who calls, the oldest first.
    pub(crate) fn signing_keys(&self) -> &[SigningKeyRecord] {
        &self.configuration.signing_keys
    }

    pub(crate) fn user(&self, id: UserId) -> Option<&UserRecord> {
        self.users.get(&id).map(|&at| &self.configuration.users[at])
    }

    pub(crate) fn team(&self, id: TeamId) -> Option<&TeamRecord> {
        self.teams.get(&id).map(|&at| &self.configuration.teams[at])
    }

    pub(crate) fn server(&self, id: ServerId) -> Option<&ServerRecord> {
        self.servers.get(&id).map(|&at| &self.configuration.servers[at])
    }

    pub(crate) fn namespace(&self, id: NamespaceId) -> Option<&NamespaceRecord> {
        self.namespaces
            .get(&id)
            .map(|&at| &self.configuration.namespaces[at])
    }

    pub(crate) fn endpoint(&self, id: EndpointId) -> Option<&EndpointRecord> {
        self.endpoints
            .get(&id)
            .map(|&at| &self.configuration.endpoints[at])
    }

    pub(crate) fn api_key(&self, id: ApiKeyId) -> Option<&ApiKeyRecord> {
        self.configuration.api_keys.iter().find(|key| key.id == id)
    }

    /// The tools of a server in its order, those that are gone too.
    pub(crate) fn tools(&self, server: ServerId) -> impl Iterator<Item = &ToolRecord> {
        let at = self.tools.get(&server).map_or(&[][..], Vec::as_slice);
        at.iter().map(|&at| &self.configuration.tools[at])
    }

    /// The tools of a server as last seen.
    pub(crate) fn present_tools(&self, server: ServerId) -> impl Iterator<Item = &ToolRecord> {
        self.tools(server).filter(|tool| tool.gone_at.is_none())
    }

    /// What a server offers beside tools, as stored, when it has been asked.
    pub(crate) fn offering(&self, server: ServerId) -> Option<&String> {
        self.offerings
            .get(&server)
            .map(|&at| &self.configuration.offerings[at].offering)
    }

    /// The servers of a namespace, in its order. Those of a team that its owner has left are not there for it any more.
    pub(crate) fn members(&self, namespace: NamespaceId) -> impl Iterator<Item = &NamespaceServerRecord> {
        let at = self.members.get(&namespace).map_or(&[][..], Vec::as_slice);
        let owner = self.namespace(namespace).map(|namespace| namespace.owner);
        let members = at.iter().map(|&at| &self.configuration.namespace_servers[at]);
        members.filter(move |member| {
            let used = self.server(member.server_id).map(|server| server.owner);
            owner
                .zip(used)
                .is_some_and(|(owner, used)| self.may_use(owner, used))
        })
    }

    /// The namespaces that use a server, by name.
    pub(crate) fn namespaces_with(&self, server: ServerId) -> impl Iterator<Item = &NamespaceRecord> {
        self.namespaces().iter().filter(move |namespace| {
            self.members(namespace.id)
                .any(|member| member.server_id == server)
        })
    }

    /// All servers of namespaces, by namespace and in order.
    pub(crate) fn all_members(&self) -> &[NamespaceServerRecord] {
        &self.configuration.namespace_servers
    }

    /// What namespaces have to say about tools.
    pub(crate) fn all_choices(&self) -> &[NamespaceToolRecord] {
        &self.configuration.namespace_tools
    }

    /// What is decided about tools, as far as it is in force.
    pub(crate) fn all_verdicts(&self) -> &[ToolVerdictRecord] {
        &self.configuration.tool_verdicts
    }

    /// The endpoints that publish a namespace, by name.
    pub(crate) fn endpoints_of(&self, namespace: NamespaceId) -> impl Iterator<Item = &EndpointRecord> {
        self.endpoints()
            .iter()
            .filter(move |endpoint| endpoint.namespace_id == namespace)
    }

    /// The servers that stand for a namespace, by name.
    pub(crate) fn stand_ins(&self, namespace: NamespaceId) -> impl Iterator<Item = &ServerRecord> {
        self.servers()
            .iter()
            .filter(move |server| server.namespace_id == Some(namespace))
    }

    /// Clients of the namespace see the tool when they see its server.
    pub(crate) fn is_tool_on(&self, namespace: NamespaceId, tool: ToolId) -> bool {
        self.choice(namespace, tool).is_none_or(|choice| choice.enabled)
    }

    /// What the namespace has to say about the tool.
    pub(crate) fn choice(&self, namespace: NamespaceId, tool: ToolId) -> Option<&NamespaceToolRecord> {
        let at = *self.choices.get(&(namespace, tool))?;
        Some(&self.configuration.namespace_tools[at])
    }

    /// What the namespace makes of the tool, where it makes something of it.
    pub(crate) fn overrides(&self, namespace: NamespaceId, tool: ToolId) -> Option<&ToolOverride> {
        let overrides = self.choice(namespace, tool).map(|choice| &choice.overrides);
        overrides.filter(|overrides| !overrides.is_empty())
    }

    /// What somebody approved of a tool, so that the namespace shows it.
    pub(crate) fn pin(&self, namespace: NamespaceId, tool: ToolId) -> Option<&ToolVerdictRecord> {
        let at = *self.pins.get(&(namespace, tool))?;
        Some(&self.configuration.tool_verdicts[at])
    }

    /// What somebody refused of a tool since then.
    pub(crate) fn refusal(&self, namespace: NamespaceId, tool: ToolId) -> Option<&ToolVerdictRecord> {
        let at = *self.refusals.get(&(namespace, tool))?;
        Some(&self.configuration.tool_verdicts[at])
    }

    /// What a page has to ask for again when it showed `before`.
    pub(crate) fn differences(&self, before: &Self) -> Vec<Changed> {
        let (old, new) = (&before.configuration, &self.configuration);
        // What belongs to a team is there for others when its members change.
        let teams = old.teams != new.teams || old.team_members != new.team_members;
        let servers = old.servers != new.servers || old.tools != new.tools || teams;
        let namespaces = old.namespaces != new.namespaces || old.namespace_servers != new.namespace_servers;
        let tools = old.namespace_tools != new.namespace_tools || old.tool_verdicts != new.tool_verdicts;
        let sign_in = old.providers != new.providers || old.accounts != new.accounts;
        let endpoints = old.endpoints != new.endpoints || teams || sign_in;
        let is_different = [
            (Changed::Servers, servers || namespaces),
            (Changed::Namespaces, servers || namespaces || endpoints || tools),
            (Changed::Endpoints, endpoints || old.namespaces != new.namespaces),
            (Changed::ApiKeys, old.api_keys != new.api_keys || teams),
            (Changed::Users, old.users != new.users),
            (Changed::Teams, teams || old.users != new.users),
            (
                Changed::ConnectedClients,
                old.authorizations != new.authorizations || endpoints,
            ),
        ];
        is_different
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(noun, _)| noun)
            .collect()
    }
}

fn index_of_verdicts(
    verdicts: &[ToolVerdictRecord],
    are_refusals: bool,
) -> HashMap<(NamespaceId, ToolId), usize> {
    let all = verdicts.iter().enumerate();
    all.filter(|(_, it)| (it.verdict == ToolVerdict::Refused) == are_refusals)
        .map(|(at, it)| ((it.namespace_id, it.tool_id), at))
        .collect()
}

fn index<T, K: Hash + Eq>(rows: &[T], key: impl Fn(&T) -> K) -> HashMap<K, usize> {
    rows.iter().enumerate().map(|(at, row)| (key(row), at)).collect()
}

fn group<T, K: Hash + Eq>(
    rows: &[T],
    key: impl Fn(&T) -> K,
    order: impl Fn(&T) -> i32,
) -> HashMap<K, Vec<usize>> {
    let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        groups.entry(key(row)).or_default().push(at);
    }
    for group in groups.values_mut() {
        group.sort_by_key(|&at| order(&rows[at]));
    }
    groups
}
