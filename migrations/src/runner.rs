//! Goes forward and back in the history.

use sea_orm_migration::{MigrationTrait, SchemaManager};

use crate::{Error, Options, Report, Status, all, backup, database::Database, history};

/// Brings the database up to date: applies what it does not have yet, in order. A missing `SQLite` file is made.
/// An existing one is copied to `<file>.before-<migration>.bak` before anything is changed. Several processes
/// may call this at once.
pub async fn up(url: &str, options: &Options) -> Result<Report, Error> {
    let database = Database::open_or_create(url, options).await?;
    let report = apply_all(&database).await;
    database.close().await;
    report
}

/// Takes the last `steps` migrations back, with the data that only they had a place for. A `SQLite` file is
/// copied to `<file>.before-undoing-<migration>.bak` before.
pub async fn down(url: &str, options: &Options, steps: u32) -> Result<Report, Error> {
    let database = Database::open(url, options).await?;
    let report = revert(&database, steps).await;
    database.close().await;
    report
}

/// Every migration and whether the database has it, in order; at the end those that only a newer program knows.
/// Changes nothing.
pub async fn status(url: &str, options: &Options) -> Result<Vec<Status>, Error> {
    let applied = match Database::open(url, options).await {
        Ok(database) => {
            let applied = history::read(&database.manager()).await;
            database.close().await;
            applied?
        }
        Err(Error::Missing { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    let known = all().into_iter().map(|migration| Status {
        name: migration.name().to_owned(),
        applied: applied.iter().any(|name| name == migration.name()),
        known: true,
    });
    let newer = history::unknown(&applied).into_iter().map(|name| Status {
        name,
        applied: true,
        known: false,
    });
    Ok(known.chain(newer).collect())
}

async fn apply_all(database: &Database) -> Result<Report, Error> {
    let mut report = Report::default();
    let manager = database.manager();
    let applied = history::read(&manager).await?;
    history::check(&manager, &applied).await?;
    let pending: Vec<_> = all()
        .into_iter()
        .filter(|migration| !applied.iter().any(|name| name == migration.name()))
        .collect();
    if let Some(first) = pending.first()
        && !applied.is_empty()
    {
        report.backup = backup::write(database, &format!("before-{}", first.name())).await?;
    }
    for migration in pending {
        if apply(database, migration.as_ref()).await? {
            report.changed.push(migration.name().to_owned());
        }
    }
    Ok(report)
}

async fn revert(database: &Database, steps: u32) -> Result<Report, Error> {
    let mut report = Report::default();
    let manager = database.manager();
    let applied = history::read(&manager).await?;
    history::check(&manager, &applied).await?;
    let steps = usize::try_from(steps).unwrap_or(usize::MAX);
    let last: Vec<_> = all()
        .into_iter()
        .rev()
        .filter(|migration| applied.iter().any(|name| name == migration.name()))
        .take(steps)
        .collect();
    if let Some(first) = last.first() {
        report.backup = backup::write(database, &format!("before-undoing-{}", first.name())).await?;
    }
    for migration in last {
        if take_back(database, migration.as_ref()).await? {
            report.changed.push(migration.name().to_owned());
        }
    }
    Ok(report)
}

/// Applies one migration, or tells that another process did meanwhile.
async fn apply(database: &Database, migration: &dyn MigrationTrait) -> Result<bool, Error> {
    let name = migration.name();
    let transaction = database.begin().await?;
    let manager = SchemaManager::new(&transaction);
    if history::read(&manager)
        .await?
        .iter()
        .any(|applied| applied == name)
    {
        return Ok(false);
    }
    migration
        .up(&manager)
        .await
        .map_err(|error| Error::of_step(name, error))?;
    history::add(&transaction, name).await?;
    transaction
        .commit()
        .await
        .map_err(|error| Error::of_step(name, error))?;
    Ok(true)
}

/// Takes one migration back, or tells that another process did meanwhile.
async fn take_back(database: &Database, migration: &dyn MigrationTrait) -> Result<bool, Error> {
    let name = migration.name();
    let transaction = database.begin().await?;
    let manager = SchemaManager::new(&transaction);
    if !history::read(&manager)
        .await?
        .iter()
        .any(|applied| applied == name)
    {
        return Ok(false);
    }
    migration
        .down(&manager)
        .await
        .map_err(|error| Error::of_step(name, error))?;
    history::remove(&transaction, name).await?;
    transaction
        .commit()
        .await
        .map_err(|error| Error::of_step(name, error))?;
    Ok(true)
}
