//! Groups at a provider put people into teams.

use model::{CreationPolicy, OidcProviderInput, Problem, Role, TeamId, TeamMemberView};
use serde_json::json;
use service::{Caller, Error};

use super::scene::Scene;

/// A provider with rules for two teams that are there.
async fn scene(rules: &str) -> (Scene, TeamId, TeamId) {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let (lab, ops) = (
        scene.installation.team("Lab").await,
        scene.installation.team("Ops").await,
    );
    rule(&scene, rules).await;
    (scene, lab, ops)
}

async fn rule(scene: &Scene, rules: &str) {
    let input = OidcProviderInput {
        team_rules: rules.to_owned(),
        ..scene.form().await
    };
    let sso = scene.installation.services.sso();
    sso.update(&scene.admin, scene.id, input).await.expect("changed");
}

async fn members(scene: &Scene, team: TeamId) -> Vec<TeamMemberView> {
    let teams = scene.installation.services.teams();
    teams.get(&scene.admin, team).await.expect("there").members
}

fn teams_of(caller: &Caller) -> Vec<(&str, bool)> {
    let teams = caller.teams.iter();
    teams.map(|team| (team.name.as_str(), team.is_manager)).collect()
}

#[tokio::test]
async fn groups_decide_about_teams_at_each_sign_in() {
    let (scene, lab, _) = scene("dev = Lab\nleads = Lab (manager)\nops = Ops").await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(teams_of(&eve), [("Lab", false), ("Ops", false)]);
    let there = members(&scene, lab).await;
    assert_eq!(there[0].provider.as_deref(), Some("Work"));
    for (groups, expected) in [
        (json!(["dev", "leads"]), vec![("Lab", true)]),
        (json!(["dev"]), vec![("Lab", false)]),
        (json!([]), vec![]),
        (json!("ops"), vec![("Ops", false)]),
    ] {
        let eve = scene.sign_in(json!({ "groups": groups })).await;
        let eve = eve.expect("signed in");
        assert_eq!(teams_of(&eve), expected, "{groups}");
        assert_eq!(eve, scene.installation.now(eve.user_id).await);
    }
    // Rules that were changed count at the next sign-in, whatever the groups.
    rule(&scene, "ops = Lab").await;
    let eve = scene
        .sign_in(json!({ "groups": "ops" }))
        .await
        .expect("signed in");
    assert_eq!(teams_of(&eve), [("Lab", false)]);
}

#[tokio::test]
async fn who_was_put_into_a_team_by_hand_stays() {
    let (scene, lab, ops) = scene("dev = Lab (manager)\nops = Ops").await;
    let eve = scene.sign_in(json!({ "groups": [] })).await.expect("signed in");
    scene.installation.put_into(lab, &eve, false).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(teams_of(&eve), [("Lab", false), ("Ops", false)]);
    // What a rule did is by hand once somebody does it again.
    scene.installation.put_into(ops, &eve, true).await;
    let eve = scene.sign_in(json!({ "groups": [] })).await.expect("signed in");
    assert_eq!(teams_of(&eve), [("Lab", false), ("Ops", true)]);
    for team in [lab, ops] {
        assert_eq!(members(&scene, team).await[0].provider, None);
    }
}

#[tokio::test]
async fn without_the_account_its_groups_count_no_more() {
    let (scene, lab, _) = scene("dev = Lab").await;
    let bob = scene.installation.person("bob", Role::Member).await;
    scene.link(&bob, "bob-1").await.expect("linked");
    let bob = scene.sign_in(json!({ "sub": "bob-1" })).await.expect("signed in");
    assert_eq!(teams_of(&bob), [("Lab", false)]);
    let sso = scene.installation.services.sso();
    let (linked, _) = sso.linked(&bob).await.expect("listed");
    // Bob has no password, so another account is his way in.
    scene.link(&bob, "bob-2").await.expect("linked");
    sso.unlink(&bob, linked[0].id).await.expect("unlinked");
    assert!(members(&scene, lab).await.is_empty());
    scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(members(&scene, lab).await.len(), 1);
    sso.delete(&scene.admin, scene.id).await.expect("deleted");
    assert!(members(&scene, lab).await.is_empty());
}

#[tokio::test]
async fn rules_name_teams_that_are_there() {
    let (scene, lab, _) = scene("dev = LAB (manager)").await;
    assert_eq!(scene.form().await.team_rules, "dev = Lab (manager)");
    let sso = scene.installation.services.sso();
    let unknown = OidcProviderInput {
        team_rules: "dev = Zoo".to_owned(),
        ..scene.form().await
    };
    let refused = sso.update(&scene.admin, scene.id, unknown).await;
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}");
    };
    let missing = Problem::Missing {
        name: "Zoo".to_owned(),
    };
    assert_eq!(errors.get("team_rules"), [missing]);
    let teams = scene.installation.services.teams();
    let gone = model::DeleteTeamInput::default();
    teams.delete(&scene.admin, lab, gone).await.expect("deleted");
    assert_eq!(scene.form().await.team_rules, "");
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(teams_of(&eve), []);
}

#[tokio::test]
async fn a_file_leaves_alone_whom_rules_put_into_a_team() {
    let (scene, lab, _) = scene("dev = Lab").await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    let transfer = scene.installation.services.transfer();
    let exported = transfer.export(&scene.admin).await.expect("exported");
    assert!(exported.teams["Lab"].members.is_empty(), "{exported:?}");
    let plan = transfer.plan(&scene.admin, &exported).await.expect("fits");
    assert!(plan.changes.is_empty(), "{:?}", plan.changes);
    // Who is named is there by hand from then on.
    let declaration = json!({ "teams": { "Lab": { "members": { (eve.email.as_str()): {} } } } });
    let declaration = serde_json::from_value(declaration).expect("a declaration");
    transfer.apply(&scene.admin, declaration).await.expect("applied");
    let there = members(&scene, lab).await;
    assert_eq!((there.len(), there[0].provider.as_deref()), (1, None));
}
