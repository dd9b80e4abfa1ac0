//! Table `namespaces`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "namespaces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub naming: String,
    pub changes: String,
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub owner_key: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
    pub chain: String,
    pub chain_before: Option<String>,
    pub chain_version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
