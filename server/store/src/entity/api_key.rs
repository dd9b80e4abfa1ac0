//! Table `api_keys`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub hash: Vec<u8>,
    pub hint: String,
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub owner_key: String,
    pub active: bool,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub limits: Option<String>,
    pub expires_at: Option<i64>,
    pub previous_hash: Option<Vec<u8>>,
    pub previous_until: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
