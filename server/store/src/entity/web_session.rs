//! Table `web_sessions`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "web_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id_hash: Vec<u8>,
    pub data: String,
    pub expires_at: i64,
    pub user_id: Option<Uuid>,
    pub created_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub agent: Option<String>,
    pub address: Option<String>,
    pub provider_id: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
