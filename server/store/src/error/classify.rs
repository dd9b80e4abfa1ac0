//! From what a driver says to what it means for us.

use std::error::Error as StdError;

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{
        self,
        error::{DatabaseError, ErrorKind},
        postgres::PgDatabaseError,
    },
};

use super::{Cause, Constraint, Error, constraint};

/// Of a statement that reads.
pub(crate) fn reading(error: DbErr) -> Error {
    classify(error, Error::Database)
}

/// Of a statement that inserts or updates.
pub(crate) fn writing(error: DbErr) -> Error {
    match broken_rule(&error) {
        Some(Rule::Unique(constraint)) => Error::Conflict(constraint),
        Some(Rule::Reference) => Error::MissingReference,
        None => classify(error, Error::Database),
    }
}

/// Of a statement that deletes.
pub(crate) fn deleting(error: DbErr) -> Error {
    match broken_rule(&error) {
        Some(Rule::Reference) => Error::InUse,
        _ => classify(error, Error::Database),
    }
}

/// Of the first connection.
pub(crate) fn opening(error: sqlx::Error) -> Error {
    let fallback = match &error {
        sqlx::Error::Io(_) => Error::Unavailable,
        sqlx::Error::Database(_) | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => Error::Refused,
        _ => Error::Database,
    };
    classify(DbErr::Conn(RuntimeErr::SqlxError(error.into())), fallback)
}

/// The cause of an error that no driver made.
pub(crate) fn cause(error: impl StdError + Send + Sync + 'static) -> Cause {
    Cause(Box::new(error))
}

enum Rule {
    Unique(Constraint),
    Reference,
}

fn broken_rule(error: &DbErr) -> Option<Rule> {
    let said = said_by_database(error)?;
    match said.kind() {
        ErrorKind::UniqueViolation => {
            let constraint = match said.constraint() {
                Some(name) => constraint::by_name(name),
                None if primary_key_of_sqlite(said) => Some(Constraint::Id),
                None => constraint::by_columns(said.message()),
            };
            constraint.map(Rule::Unique)
        }
        ErrorKind::ForeignKeyViolation => Some(Rule::Reference),
        _ => None,
    }
}

fn primary_key_of_sqlite(said: &dyn DatabaseError) -> bool {
    const SQLITE_CONSTRAINT_PRIMARYKEY: &str = "1555";
    said.code().as_deref() == Some(SQLITE_CONSTRAINT_PRIMARYKEY)
}

fn classify(error: DbErr, fallback: fn(Cause) -> Error) -> Error {
    let kind = match sqlx_error(&error) {
        Some(sqlx::Error::Database(said)) if said.try_downcast_ref::<PgDatabaseError>().is_some() => {
            said.code().and_then(|code| of_postgres(&code))
        }
        Some(sqlx::Error::Database(said)) => said
            .code()
            .and_then(|code| of_sqlite(code.parse().ok()?, said.message())),
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_),
        ) => Some(Error::Unavailable as fn(Cause) -> Error),
        Some(_) => None,
        None => {
            matches!(error, DbErr::ConnectionAcquire(_)).then_some(Error::Unavailable as fn(Cause) -> Error)
        }
    };
    kind.unwrap_or(fallback)(Cause(Box::new(error)))
}

/// Result codes: <https://www.sqlite.org/rescode.html>. The low byte is the primary code.
fn of_sqlite(code: u32, message: &str) -> Option<fn(Cause) -> Error> {
    Some(match code & 0xff {
        1 if message.starts_with("no such table") || message.contains("no such column") => Error::NotMigrated,
        5 | 6 => Error::Locked,
        8 => Error::ReadOnly,
        10 => Error::Disk,
        11 | 26 => Error::Damaged,
        13 => Error::Full,
        14 => Error::Unopenable,
        _ => return None,
    })
}

/// Codes: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
fn of_postgres(code: &str) -> Option<fn(Cause) -> Error> {
    Some(match code {
        "25006" => Error::ReadOnly,
        "40001" | "40P01" | "55P03" => Error::Locked,
        "42P01" | "42703" => Error::NotMigrated,
        "53100" => Error::Full,
        "53300" | "57P01" | "57P02" | "57P03" => Error::Unavailable,
        "3D000" | "42501" => Error::Refused,
        "XX001" | "XX002" => Error::Damaged,
        _ if code.starts_with("08") => Error::Unavailable,
        _ if code.starts_with("28") => Error::Refused,
        _ => return None,
    })
}

fn said_by_database(error: &DbErr) -> Option<&dyn DatabaseError> {
    match sqlx_error(error)? {
        sqlx::Error::Database(said) => Some(said.as_ref()),
        _ => None,
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{cause, of_postgres, of_sqlite};
    use crate::Error;

    fn name(kind: Option<fn(super::Cause) -> Error>) -> String {
        let error = kind.map(|kind| kind(cause(io::Error::other("…"))));
        format!("{error:?}")
            .trim_start_matches("Some(")
            .split('(')
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn knows_what_sqlite_means() {
        // Extended codes count by their low byte: 517 is BUSY_SNAPSHOT, 778 IOERR_WRITE, 1032 READONLY_DBMOVED.
        for (code, expected) in [
            (5, "Locked"),
            (517, "Locked"),
            (6, "Locked"),
            (8, "ReadOnly"),
            (1032, "ReadOnly"),
            (778, "Disk"),
            (11, "Damaged"),
            (13, "Full"),
            (14, "Unopenable"),
            (26, "Damaged"),
            (1, "None"),
            (19, "None"),
        ] {
            assert_eq!(name(of_sqlite(code, "")), expected, "{code}");
        }
        assert_eq!(name(of_sqlite(1, "no such table: users")), "NotMigrated");
        assert_eq!(name(of_sqlite(1, "no such column: version")), "NotMigrated");
    }

    #[test]
    fn knows_what_postgres_means() {
        for (code, expected) in [
            ("08006", "Unavailable"),
            ("57P03", "Unavailable"),
            ("53300", "Unavailable"),
            ("28P01", "Refused"),
            ("3D000", "Refused"),
            ("55P03", "Locked"),
            ("40P01", "Locked"),
            ("25006", "ReadOnly"),
            ("53100", "Full"),
            ("42P01", "NotMigrated"),
            ("XX001", "Damaged"),
            ("22012", "None"),
        ] {
            assert_eq!(name(of_postgres(code)), expected, "{code}");
        }
    }
}
