//! Table `audit_calls`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_calls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub strand_id: Uuid,
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    pub endpoint_id: Uuid,
    pub endpoint: String,
    pub server_id: Option<Uuid>,
    pub server: String,
    pub tool: String,
    pub original_tool: String,
    pub is_read_only: bool,
    pub principal_kind: String,
    pub principal_id: Option<Uuid>,
    pub principal: String,
    pub credential_kind: Option<String>,
    pub credential_id: Option<Uuid>,
    pub credential: String,
    pub client: String,
    pub session: Option<String>,
    pub address: Option<String>,
    pub outcome: String,
    pub error: Option<String>,
    pub elapsed_us: i64,
    pub before_us: i64,
    pub connecting_us: i64,
    pub server_us: i64,
    pub after_us: i64,
    pub elapsed_step: i32,
    pub request_bytes: i64,
    pub answer_bytes: i64,
    pub arguments_bytes: Option<i64>,
    pub arguments_digest: Option<Vec<u8>>,
    pub arguments: Option<String>,
    pub result_bytes: Option<i64>,
    pub result_digest: Option<Vec<u8>>,
    pub result: Option<String>,
    pub hash: Vec<u8>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
