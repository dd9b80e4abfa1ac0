//! Table `approvals`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approvals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub namespace_id: Uuid,
    pub server_id: Uuid,
    pub endpoint: String,
    pub server: String,
    pub tool: String,
    pub original_tool: String,
    pub client: String,
    pub asker: String,
    pub arguments: Vec<u8>,
    pub digest: Vec<u8>,
    pub state: String,
    pub decided_by: Option<String>,
    pub reason: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub decided_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
