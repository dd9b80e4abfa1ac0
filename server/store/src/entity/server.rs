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
    pub oauth: Option<String>,
    pub caller: Option<String>,
    pub secrets: Vec<u8>,
    pub namespace_id: Option<Uuid>,
    pub connection_sharing: Option<String>,
    pub spares: Option<i64>,
    pub max_connections: Option<i64>,
    pub connect_seconds: Option<i64>,
    pub answer_seconds: Option<i64>,
    pub total_seconds: Option<i64>,
    pub tool_times: Option<String>,
    pub refresh_minutes: Option<i64>,
    pub memory_mib: Option<i64>,
    pub cpu_seconds: Option<i64>,
    pub open_files: Option<i64>,
    pub sandbox: Option<String>,
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub owner_key: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
