//! Table `tool_verdicts`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tool_verdicts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub namespace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tool_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub verdict: String,
    pub definition: String,
    pub by: Option<String>,
    pub at: i64,
    pub in_force: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
