//! How many calls, how many of them failed, and how long they took.
//!
//! The database counts calls by how long they took: by the microsecond where there are few, by steps of a scale where there
//! are many. Percentiles are read off the counts, so no engine has to sort, and both give the same.

use model::{CallFilter, GroupBy, TimeSpan};
use sea_orm::{
    EntityTrait, QueryFilter, QuerySelect, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use tracing::instrument;
use uuid::Uuid;

use super::{Audit, CallScope, select};
use crate::{
    Error,
    entity::audit_call::{Column, Entity},
    error::reading,
};

/// Below so many microseconds each is a step of its own; from there on there are so many between a number and its double.
const STEPS: u64 = 16;

/// What calls are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TallyBy {
    /// By what they have in common.
    Group(GroupBy),
    /// By when they ended, in spans of so many milliseconds since 1970.
    Time(i64),
}

/// Calls of one group that took as long as each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The group's id, where it has one.
    pub id: Option<Uuid>,
    /// The group's name; the number of the span of time.
    pub name: String,
    /// How long they took, in microseconds.
    pub elapsed_us: u64,
    /// How many.
    pub calls: u64,
    /// How many of them failed.
    pub errors: u64,
}

impl Audit<'_> {
    /// How many calls there are, counted up to a bound.
    #[instrument(name = "store.audit.count", skip_all, err(level = "debug"))]
    pub async fn count(
        &self,
        scope: &CallScope,
        filter: &CallFilter,
        span: TimeSpan,
        bound: u64,
    ) -> Result<u64, Error> {
        // A list of numbers is shorter than one would think, and both engines stop at the bound.
        let found: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(select::calls(scope, filter, span))
            .limit(bound)
            .into_tuple()
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        Ok(found.len() as u64)
    }

    /// Counts calls by group and by how long they took: exactly, or by steps.
    #[instrument(name = "store.audit.tally", skip_all, err(level = "debug"))]
    pub async fn tally(
        &self,
        scope: &CallScope,
        filter: &CallFilter,
        span: TimeSpan,
        by: TallyBy,
        exactly: bool,
    ) -> Result<Vec<Tally>, Error> {
        let elapsed = if exactly {
            Column::ElapsedUs
        } else {
            Column::ElapsedStep
        };
        let counted = Entity::find()
            .select_only()
            .filter(select::calls(scope, filter, span))
            .column_as(Expr::col(elapsed).cast_as("bigint"), "elapsed")
            .column_as(Expr::col(Column::Seq).count(), "calls")
            .column_as(Expr::expr(failures()).count(), "errors")
            .group_by(Expr::col(elapsed));
        let db = self.0.connection();
        let tallies = match by.columns() {
            Columns::IdAndName(id, name) => {
                let counted = counted
                    .column_as(Expr::col(id), "id")
                    .column_as(Expr::col(name).max(), "name")
                    .group_by(Expr::col(id));
                let rows: Vec<(i64, i64, i64, Option<Uuid>, String)> = all(counted, db).await?;
                let tallies = rows
                    .into_iter()
                    .map(|(elapsed, calls, errors, id, name)| tally(id, name, (elapsed, calls, errors)));
                tallies.collect::<Vec<_>>()
            }
            Columns::Name(name) => {
                let counted = counted
                    .column_as(Expr::col(name), "name")
                    .group_by(Expr::col(name));
                let rows: Vec<(i64, i64, i64, String)> = all(counted, db).await?;
                let tallies = rows
                    .into_iter()
                    .map(|(elapsed, calls, errors, name)| tally(None, name, (elapsed, calls, errors)));
                tallies.collect()
            }
            Columns::Span(millis) => {
                let slot = || Expr::col(Column::At).div(Expr::cust(millis.to_string()));
                let counted = counted.column_as(slot(), "slot").group_by(slot());
                let rows: Vec<(i64, i64, i64, i64)> = all(counted, db).await?;
                let tallies = rows.into_iter().map(|(elapsed, calls, errors, slot)| {
                    tally(None, slot.to_string(), (elapsed, calls, errors))
                });
                tallies.collect()
            }
        };
        if exactly {
            return Ok(tallies);
        }
        let steps = tallies.into_iter().map(|it| Tally {
            elapsed_us: middle_of(it.elapsed_us),
            ..it
        });
        Ok(steps.collect())
    }
}

enum Columns {
    IdAndName(Column, Column),
    Name(Column),
    Span(i64),
}

impl TallyBy {
    fn columns(self) -> Columns {
        match self {
            Self::Group(GroupBy::Tool) => Columns::Name(Column::Tool),
            Self::Group(GroupBy::Client) => Columns::Name(Column::Client),
            Self::Group(GroupBy::Outcome) => Columns::Name(Column::Outcome),
            Self::Group(GroupBy::Server) => Columns::IdAndName(Column::ServerId, Column::Server),
            Self::Group(GroupBy::Endpoint) => Columns::IdAndName(Column::EndpointId, Column::Endpoint),
            Self::Group(GroupBy::Person) => Columns::IdAndName(Column::PrincipalId, Column::Principal),
            Self::Group(GroupBy::Key) => Columns::IdAndName(Column::CredentialId, Column::Credential),
            Self::Time(millis) => Columns::Span(Ord::max(millis, 1)),
        }
    }
}

async fn all<T: sea_orm::TryGetableMany + Send + Sync>(
    counted: Select<Entity>,
    db: &sea_orm::DatabaseConnection,
) -> Result<Vec<T>, Error> {
    counted.into_tuple().all(db).await.map_err(reading)
}

fn tally(id: Option<Uuid>, name: String, (elapsed, calls, errors): (i64, i64, i64)) -> Tally {
    let unsigned = |number| u64::try_from(number).unwrap_or(0);
    Tally {
        id,
        name,
        elapsed_us: unsigned(elapsed),
        calls: unsigned(calls),
        errors: unsigned(errors),
    }
}

/// 1 for calls that failed, and nothing, which is not counted, for others.
fn failures() -> SimpleExpr {
    CaseStatement::new().case(select::failed(), Expr::val(1)).into()
}

/// The step of the scale on which a duration stands.
pub(super) fn step_of(micros: u64) -> i32 {
    let step = if micros < STEPS {
        micros
    } else {
        let shift = u64::from(micros.ilog2()) - u64::from(STEPS.ilog2());
        (shift + 1) * STEPS + (micros >> shift) - STEPS
    };
    i32::try_from(step).expect("64 doublings have 1024 steps")
}

/// The duration in the middle of a step.
fn middle_of(step: u64) -> u64 {
    if step < STEPS {
        return step;
    }
    let shift = Ord::min(step / STEPS - 1, 59);
    let lowest = (STEPS + step % STEPS) << shift;
    lowest + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::{middle_of, step_of};

    #[test]
    fn steps_are_close_to_what_stands_on_them() {
        for micros in
            (0..200).chain((8..63).flat_map(|bits| [1_u64 << bits, (1 << bits) - 1, 3 << (bits - 1)]))
        {
            let step = u64::try_from(step_of(micros)).expect("a step");
            let middle = middle_of(step);
            let off = middle.abs_diff(micros);
            assert!(off <= micros / 32 + 1, "{micros} stands at {middle}");
        }
    }

    #[test]
    fn longer_never_stands_before_shorter() {
        let steps: Vec<_> = (0..100_000).map(step_of).collect();
        assert!(steps.is_sorted());
        assert!(step_of(u64::MAX) < 1024);
    }
}
