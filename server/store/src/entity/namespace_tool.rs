//! Table `namespace_tools`.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "namespace_tools")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub namespace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tool_id: Uuid,
    pub enabled: bool,
    pub override_name: Option<String>,
    pub override_title: Option<String>,
    pub override_description: Option<String>,
    pub override_annotations: Option<String>,
    pub created_at: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
