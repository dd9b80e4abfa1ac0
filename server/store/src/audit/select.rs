//! Which rows are meant.

use model::{CallFilter, CallOutcome, EndpointId, OutcomeFilter, TimeSpan, UserId};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Func, IntoCondition, LikeExpr},
};
use uuid::Uuid;

use super::Behind;
use crate::entity::audit_call::Column;

/// Which calls somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallScope {
    /// All of them.
    All,
    /// Their own, and those at some endpoints.
    Of {
        /// Who.
        person: UserId,
        /// Where.
        endpoints: Vec<EndpointId>,
    },
}

/// Calls that pass a filter and are somebody's to see.
pub(super) fn calls(scope: &CallScope, filter: &CallFilter, span: TimeSpan) -> Condition {
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    let ids: [(Column, Option<Uuid>); 4] = [
        (Column::PrincipalId, filter.person.map(UserId::as_uuid)),
        (Column::CredentialId, filter.key.map(model::ApiKeyId::as_uuid)),
        (Column::EndpointId, filter.endpoint.map(EndpointId::as_uuid)),
        (Column::ServerId, filter.server.map(model::ServerId::as_uuid)),
    ];
    let texts = [
        (Column::Client, text(&filter.client)),
        (Column::Session, text(&filter.session)),
        (Column::Tool, text(&filter.tool)),
    ];
    let mut all = Condition::all()
        .add_option(span.from.map(|from| Column::At.gte(from.as_millis())))
        .add_option(span.until.map(|until| Column::At.lt(until.as_millis())))
        .add_option(filter.outcome.map(outcome))
        .add_option(filter.writes.then(|| Column::IsReadOnly.eq(false)))
        .add_option(text(&filter.text).map(|text| named(&text)));
    for (column, id) in ids {
        all = all.add_option(id.map(|id| column.eq(id)));
    }
    for (column, text) in texts {
        all = all.add_option(text.map(|text| column.eq(text)));
    }
    match scope {
        CallScope::All => all,
        CallScope::Of { person, endpoints } => {
            let endpoints = endpoints.iter().map(|id| id.as_uuid());
            all.add(
                Condition::any()
                    .add(Column::PrincipalId.eq(person.as_uuid()))
                    .add(Column::EndpointId.is_in(endpoints)),
            )
        }
    }
}

/// Calls behind another one, in the order of lists.
pub(super) fn behind(behind: Option<Behind>) -> Condition {
    let Some(Behind { at, id }) = behind else {
        return Condition::all();
    };
    // Said twice, so that an index on the time is of use.
    Condition::all().add(Column::At.lte(at.as_millis())).add(
        Condition::any()
            .add(Column::At.lt(at.as_millis()))
            .add(Column::Id.lt(id.as_uuid())),
    )
}

/// Something went wrong.
pub(super) fn failed() -> Condition {
    let failures = CallOutcome::ALL.iter().filter(|it| it.is_failure());
    Column::Outcome
        .is_in(failures.map(|it| it.as_str()))
        .into_condition()
}

fn outcome(outcome: OutcomeFilter) -> Condition {
    match outcome {
        OutcomeFilter::Failed => failed(),
        OutcomeFilter::Is(outcome) => Column::Outcome.eq(outcome.as_str()).into_condition(),
    }
}

/// The text stands in the tool's name, in any case of its letters.
fn named(text: &str) -> Condition {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Expr::expr(Func::lower(Expr::col(Column::Tool)))
        .like(LikeExpr::new(pattern).escape('\\'))
        .into_condition()
}
