//! A file for each test, written from a template in memory.

use tokio::sync::OnceCell;

use super::Place;

/// The bytes of a migrated file. A file would stay behind: statics are never dropped.
static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

pub(super) fn empty() -> Place {
    Place::file(tempfile::tempdir().expect("there is a place for temporary files"))
}

pub(super) async fn migrated() -> Place {
    let template = TEMPLATE.get_or_init(make_template).await;
    let place = empty();
    let file = place.path().expect("it is a file");
    std::fs::write(file, template).expect("the temporary folder is writable");
    place
}

async fn make_template() -> Vec<u8> {
    let place = empty();
    migrations::up(place.url(), &migrations::Options::default())
        .await
        .expect("a new file migrates");
    std::fs::read(place.path().expect("it is a file")).expect("the migrated file is there")
}
