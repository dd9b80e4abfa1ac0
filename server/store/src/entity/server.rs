//! Table `servers`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "servers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub kind: String,
    pub command: Option<String>,
    pub args: String,
    pub cwd: Option<String>,
    pub url: Option<String>,
    pub secrets: Vec<u8>,
    pub namespace_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub owner_key: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
