//! Table `upstream_grants`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upstream_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub server_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_key: String,
    pub user_id: Option<Uuid>,
    pub issuer: String,
    pub sealed: Vec<u8>,
    pub scopes: String,
    pub wanted_scopes: String,
    pub expires_at: Option<i64>,
    pub reason: Option<String>,
    pub connected_at: i64,
    pub leased_until: Option<i64>,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
