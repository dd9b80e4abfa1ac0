//! Requests that are kept.

use model::{InspectorTarget, Problem, Role, SavedRequestInput, SavedRequestNameInput, Visibility};
use service::{Conflict, Error};

use super::scene::Scene;

fn input(scene: &Scene, name: &str, visibility: Visibility) -> SavedRequestInput {
    SavedRequestInput {
        name: name.to_owned(),
        visibility,
        target: InspectorTarget::Server(scene.server).value(),
        method: "tools/call".to_owned(),
        request_name: "echo".to_owned(),
        params: r#"{"text":"a secret of mine"}"#.to_owned(),
    }
}

#[tokio::test]
async fn a_request_is_kept_for_oneself_or_a_team() {
    let scene = Scene::new().await;
    let saved = scene.services().saved_requests();
    let team = scene.installation.team("Lab").await;
    let bob = scene.installation.put_into(team, &scene.bob, false).await;
    let eve = scene.installation.person("eve", Role::Member).await;
    let own = saved
        .save(&bob, input(&scene, "b", Visibility::Private))
        .await
        .expect("saved");
    let ours = saved
        .save(&bob, input(&scene, "a", Visibility::Team(team)))
        .await
        .expect("saved");
    let names = async |caller| {
        let listed = saved.list(caller).await.expect("listed");
        listed.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&bob).await, ["a", "b"]);
    assert!(names(&eve).await.is_empty());
    let view = saved.get(&bob, own).await.expect("seen");
    assert_eq!(
        (view.target_name.as_deref(), view.may_change),
        (Some("all"), true)
    );
    assert_eq!(view.params, "{\n  \"text\": \"a secret of mine\"\n}");
    for id in [own, ours] {
        assert!(matches!(saved.get(&eve, id).await, Err(Error::NotFound)));
        assert!(matches!(saved.delete(&eve, id).await, Err(Error::NotFound)));
    }
    // Whoever is in the team keeps what is the team's.
    let eve = scene.installation.put_into(team, &eve, false).await;
    let name = |version| SavedRequestNameInput {
        name: "c".to_owned(),
        version,
    };
    saved.rename(&eve, ours, name(1)).await.expect("renamed");
    let stale = saved.rename(&bob, ours, name(1)).await;
    assert!(
        matches!(stale, Err(Error::Conflict(Conflict::Stale))),
        "{stale:?}"
    );
    assert_eq!(names(&eve).await, ["c"]);
    saved.delete(&eve, ours).await.expect("deleted");
    assert_eq!(names(&bob).await, ["b"]);
    let act = scene.installation.last_act().await.expect("written down").record;
    assert_eq!((&*act.act, &*act.things[0].name), ("saved_requests.delete", "c"));
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_beside_its_field() {
    let scene = Scene::new().await;
    let saved = scene.services().saved_requests();
    let problem = async |input: SavedRequestInput| match saved.save(&scene.bob, input).await {
        Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        _ => Vec::new(),
    };
    assert_eq!(problem(input(&scene, "", Visibility::Private)).await, ["name"]);
    assert_eq!(
        problem(input(&scene, "a", Visibility::Public)).await,
        ["visibility"]
    );
    let mut gone = input(&scene, "a", Visibility::Private);
    gone.target = "server:0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d".to_owned();
    let Err(Error::Invalid(errors)) = saved.save(&scene.bob, gone).await else {
        panic!("there is no such server")
    };
    assert!(
        matches!(errors.get("target"), [Problem::Missing { .. }]),
        "{errors:?}"
    );
}
