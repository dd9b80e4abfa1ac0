//! The order of lists of named things.

use sea_orm::{
    EntityTrait, QueryOrder, Select,
    sea_query::{Expr, Func},
};

/// As people look for names: without regard to (ASCII) case, then exactly, then by age, so that the order is
/// total. The columns are `COLLATE "C"` on Postgres, so both engines agree.
pub(crate) fn by_name<E: EntityTrait>(query: Select<E>, name: E::Column, id: E::Column) -> Select<E> {
    query
        .order_by(Func::lower(Expr::col(name)), sea_orm::Order::Asc)
        .order_by_asc(name)
        .order_by_asc(id)
}
