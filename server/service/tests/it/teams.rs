//! Teams: who is in them, what they own, and what becomes of it.

use http::StatusCode;
use model::{
    Belongings, DeleteTeamInput, OwnedThing, Problem, Recipient, ServerInput, TeamInput, TeamMemberInput,
    ThingKind, Visibility,
};
use service::{Caller, Conflict, Error};
use store::testing::TestDatabase;

use crate::support::{Client, Installation, endpoint, initialize_status, namespace, remote, stdio};

store::db_tests!(
    members_share_what_the_team_owns_and_others_do_not_see_it,
    managers_keep_members_and_members_may_leave,
    who_leaves_loses_everything_of_the_team_at_once,
    what_others_made_of_it_keeps_a_team,
    a_deleted_team_leaves_its_things_to_somebody,
    a_deleted_team_takes_its_things_along,
    names_of_teams_differ,
    teams_are_owners_in_declarations,
);

fn member(email: &str, is_manager: bool) -> TeamMemberInput {
    TeamMemberInput {
        email: email.to_owned(),
        is_manager,
    }
}

fn delete(belongings: Belongings, heir: &str) -> DeleteTeamInput {
    DeleteTeamInput {
        belongings,
        heir: heir.to_owned(),
    }
}

async fn members_share_what_the_team_owns_and_others_do_not_see_it(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let ours = Visibility::Team(team);
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let carol = installation.person("carol", model::Role::Member).await;
    let things = installation.furnish(&bob, "lab", ours).await;
    let services = &installation.services;

    let hidden = services.servers().get(&carol, things.server).await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
    let carols = installation.key(&carol, "carols", Visibility::Private).await;
    let gateway = &installation.gateway;
    let status = initialize_status(gateway, "lab", Some(&carols)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let carol = installation.put_into(team, &carol, false).await;
    let seen = services
        .servers()
        .get(&carol, things.server)
        .await
        .expect("hers too");
    assert!(seen.editable);
    assert_eq!((seen.visibility, seen.owner.as_deref()), (ours, Some("Lab")));
    let changed = ServerInput {
        description: "by Carol".to_owned(),
        ..seen.to_input()
    };
    services
        .servers()
        .update(&carol, things.server, changed)
        .await
        .expect("members change what the team owns");
    // Her key, the team's and nobody else's.
    let teams_key = installation.key(&bob, "lab", ours).await;
    for key in [&carols, &teams_key] {
        Client::connect(gateway, "lab", key).await.tools().await;
    }
    let public = installation
        .key(&Caller::system(), "public", Visibility::Public)
        .await;
    let status = initialize_status(gateway, "lab", Some(&public)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    // Private things of members may use it; public ones may not.
    let private = namespace("mine", &[things.server], Visibility::Private);
    services
        .namespaces()
        .create(&carol, private)
        .await
        .expect("of a member");
    let public = namespace("all", &[things.server], Visibility::Public);
    let refused = services.namespaces().create(&Caller::system(), public).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(errors))
            if matches!(errors.get("servers"), [Problem::PrivateInPublic { .. }])),
        "{refused:?}"
    );
    let carols_own = services
        .servers()
        .create(&carol, remote("own", Visibility::Private))
        .await
        .expect("made");
    let mixed = namespace("mixed", &[things.server, carols_own.id], ours);
    let refused = services.namespaces().create(&carol, mixed).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(errors))
            if matches!(errors.get("servers"), [Problem::NotOfTeam { name, .. }] if name == "own")),
        "{refused:?}"
    );
}

async fn managers_keep_members_and_members_may_leave(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, true)
        .await;
    let carol = installation.person("carol", model::Role::Member).await;
    let teams = installation.services.teams();
    teams
        .put_member(&bob, team, member(" Carol@Example.com ", false))
        .await
        .expect("a manager puts people in");
    let nobody = teams
        .put_member(&bob, team, member("dan@example.com", false))
        .await;
    assert!(
        matches!(&nobody, Err(Error::Invalid(errors)) if matches!(errors.get("email"), [Problem::Missing { .. }])),
        "{nobody:?}"
    );
    let carol = installation.now(carol.user_id).await;
    let detail = teams.get(&carol, team).await.expect("hers");
    let names: Vec<_> = detail
        .members
        .iter()
        .map(|member| (member.name.as_str(), member.is_manager))
        .collect();
    assert_eq!(names, [("bob", true), ("carol", false)]);
    assert!(!detail.team.editable && !detail.deletable && detail.heirs.is_empty());
    let refused = teams.remove_member(&carol, team, bob.user_id).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    teams
        .remove_member(&carol, team, carol.user_id)
        .await
        .expect("everybody may leave");
    let carol = installation.now(carol.user_id).await;
    let gone = teams.get(&carol, team).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(teams.list(&carol).await.expect("listed"), []);
}

async fn who_leaves_loses_everything_of_the_team_at_once(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let ours = Visibility::Team(team);
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let carol = installation.person("carol", model::Role::Member).await;
    let carol = installation.put_into(team, &carol, false).await;
    let services = &installation.services;
    let things = installation.furnish(&bob, "lab", ours).await;
    let script = installation.script("time", &["now"]);
    let time = stdio("time", &script.command_line(), ours);
    let time = services
        .servers()
        .create(&Caller::system(), time)
        .await
        .expect("made")
        .id;
    // Of her own, with the team's server in it, and over the team's namespace.
    let private = namespace("mine", &[time], Visibility::Private);
    let mine = services.namespaces().create(&carol, private).await.expect("made");
    for (name, namespace) in [("mine", mine.id), ("direct", things.namespace)] {
        services
            .endpoints()
            .create(&carol, endpoint(name, namespace, Visibility::Private))
            .await
            .expect("made");
    }
    let key = installation.key(&carol, "carols", Visibility::Private).await;
    let gateway = &installation.gateway;
    let in_team = Client::connect(gateway, "lab", &key).await;
    let direct = Client::connect(gateway, "direct", &key).await;
    let own = Client::connect(gateway, "mine", &key).await;
    assert_eq!(own.tools().await, ["time__now"]);

    services
        .teams()
        .remove_member(&Caller::system(), team, carol.user_id)
        .await
        .expect("taken out");
    assert_eq!(in_team.status("ping").await, StatusCode::FORBIDDEN);
    assert_eq!(direct.status("ping").await, StatusCode::NOT_FOUND);
    assert_eq!(own.tools().await, Vec::<String>::new());
    let carol = installation.now(carol.user_id).await;
    let detail = services
        .namespaces()
        .get(&carol, mine.id)
        .await
        .expect("still hers");
    assert!(detail.servers.is_empty() && detail.namespace.servers.is_empty());
    // What she comes back to is as it was.
    installation.put_into(team, &carol, false).await;
    assert_eq!(own.tools().await, ["time__now"]);
}

async fn what_others_made_of_it_keeps_a_team(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let things = installation.furnish(&bob, "lab", Visibility::Team(team)).await;
    let services = &installation.services;
    let own = endpoint("bobs", things.namespace, Visibility::Private);
    services.endpoints().create(&bob, own).await.expect("made");
    let ada = installation.admin().await;
    let to_ada = Recipient::Oneself.to_string();
    for input in [
        delete(Belongings::Delete, ""),
        delete(Belongings::HandOver, &to_ada),
    ] {
        let refused = services.teams().delete(&ada, team, input).await;
        assert!(
            matches!(&refused, Err(Error::Conflict(Conflict::InUse { names })) if *names == ["bobs"]),
            "{refused:?}"
        );
    }
    // Everybody may use what is public.
    let to_all = delete(Belongings::HandOver, &Recipient::Public.to_string());
    services
        .teams()
        .delete(&ada, team, to_all)
        .await
        .expect("deleted");
    let left = services
        .endpoints()
        .get(&bob, things.endpoint)
        .await
        .expect("public");
    assert_eq!(left.visibility, Visibility::Public);
}

async fn a_deleted_team_leaves_its_things_to_somebody(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (team, heirs) = (installation.team("Lab").await, installation.team("Shop").await);
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let things = installation.furnish(&bob, "lab", Visibility::Team(team)).await;
    let key = installation.key(&bob, "lab", Visibility::Team(team)).await;
    let client = Client::connect(&installation.gateway, "lab", &key).await;
    let services = &installation.services;
    let ada = installation.admin().await;
    let unaware = services
        .teams()
        .delete(&ada, team, DeleteTeamInput::default())
        .await;
    assert!(
        matches!(unaware, Err(Error::Conflict(Conflict::Stale))),
        "{unaware:?}"
    );
    let to_itself = delete(Belongings::HandOver, &Recipient::Team(team).to_string());
    let refused = services.teams().delete(&ada, team, to_itself).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(errors)) if !errors.get("heir").is_empty()),
        "{refused:?}"
    );
    let to_shop = delete(Belongings::HandOver, &Recipient::Team(heirs).to_string());
    services
        .teams()
        .delete(&ada, team, to_shop)
        .await
        .expect("deleted");
    let left = services.teams().get(&ada, heirs).await.expect("there").owns;
    let thing = |kind| OwnedThing {
        kind,
        name: "lab".to_owned(),
    };
    let kinds = [ThingKind::Server, ThingKind::Namespace, ThingKind::Endpoint];
    assert_eq!(left, kinds.map(thing));
    assert_eq!(client.status("ping").await, StatusCode::UNAUTHORIZED);
    let bob = installation.now(bob.user_id).await;
    let hidden = services.servers().get(&bob, things.server).await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
}

async fn a_deleted_team_takes_its_things_along(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let things = installation.furnish(&bob, "lab", Visibility::Team(team)).await;
    let services = &installation.services;
    let ada = installation.admin().await;
    services
        .teams()
        .delete(&ada, team, delete(Belongings::Delete, ""))
        .await
        .expect("deleted");
    let gone = services.servers().get(&ada, things.server).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    let again = services
        .teams()
        .delete(&ada, team, DeleteTeamInput::default())
        .await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

async fn names_of_teams_differ(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    installation.team("Shop").await;
    let teams = installation.services.teams();
    let named = |name: &str, version| TeamInput {
        name: name.to_owned(),
        version,
        ..TeamInput::default()
    };
    let taken = teams.create(&Caller::system(), named("LAB", 0)).await.map(drop);
    let renamed = teams.update(&Caller::system(), team, named("shop", 1)).await;
    for refused in [taken, renamed] {
        assert!(
            matches!(&refused, Err(Error::Invalid(errors)) if errors.get("name") == [Problem::Taken]),
            "{refused:?}"
        );
    }
    let stale = teams.update(&Caller::system(), team, named("Labs", 7)).await;
    assert!(
        matches!(stale, Err(Error::Conflict(Conflict::Stale))),
        "{stale:?}"
    );
}

async fn teams_are_owners_in_declarations(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let things = installation.furnish(&bob, "lab", Visibility::Team(team)).await;
    let transfer = installation.services.transfer();
    let declared = transfer.export(&Caller::system()).await.expect("exported");
    assert_eq!(declared.servers["lab"].owner.as_deref(), Some("team:Lab"));
    let plan = transfer
        .plan(&Caller::system(), &declared)
        .await
        .expect("planned");
    assert_eq!(plan.changes, [], "everything is as it was exported");
    // Members' things find the team's by name.
    let more = serde_json::json!({
        "namespaces": { "bobs": { "servers": ["lab"], "owner": "bob@example.com" } },
        "endpoints": { "bobs": { "namespace": "lab", "owner": "bob@example.com" } },
    });
    let more = serde_json::from_value(more).expect("a declaration");
    transfer.apply(&Caller::system(), more).await.expect("applied");
    let bob = installation.now(bob.user_id).await;
    let published = installation
        .services
        .endpoints()
        .list(&bob)
        .await
        .expect("listed");
    let bobs = published.iter().find(|endpoint| endpoint.name == "bobs");
    assert_eq!(bobs.expect("made").namespace_id, things.namespace);
    let unknown = serde_json::json!({ "servers": { "x": { "command": "x", "owner": "team:Shop" } } });
    let unknown = serde_json::from_value(unknown).expect("a declaration");
    let refused = transfer
        .plan(&Caller::system(), &unknown)
        .await
        .expect_err("no team");
    assert!(refused.to_string().contains("team:Shop"), "{refused}");
}

#[tokio::test]
async fn a_grant_lets_a_member_run_commands_until_it_is_taken_back() {
    let installation = Installation::new().await;
    let bob = installation.member().await;
    let services = &installation.services;
    let command = || stdio("date", "true", Visibility::Private);
    let refused = services.servers().create(&bob, command()).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let grant = |runs_commands, version| model::UserChangeInput {
        name: "bob".to_owned(),
        role: model::Role::Member,
        runs_commands,
        version,
    };
    let users = services.users();
    let granted = users
        .update(&Caller::system(), bob.user_id, grant(true, 1))
        .await
        .expect("granted");
    assert!(granted.runs_commands);
    let bob = installation.now(bob.user_id).await;
    services.servers().create(&bob, command()).await.expect("allowed");
    users
        .update(&Caller::system(), bob.user_id, grant(false, granted.version))
        .await
        .expect("taken back");
    let bob = installation.now(bob.user_id).await;
    let refused = services.servers().import(&bob, "uvx other").await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
}
