//! Table `endpoints`, less the columns that nothing reads yet (rates).

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "endpoints")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub namespace_id: Uuid,
    pub enable_api_key_auth: bool,
    pub enable_oauth: bool,
    pub use_query_param_auth: bool,
    pub sso: Option<String>,
    pub session_idle_minutes: Option<i64>,
    pub session_lifetime_minutes: Option<i64>,
    pub tool_listing: String,
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
