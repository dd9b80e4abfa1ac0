//! Columns of the same meaning on both engines.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::DbBackend,
    sea_query::{ColumnDef, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement},
};

/// Writes columns for one engine. All are `NOT NULL`; call `.null()` on those that are not.
#[derive(Clone, Copy)]
pub(crate) struct Columns(DbBackend);

impl Columns {
    pub(crate) fn of(manager: &SchemaManager<'_>) -> Self {
        Self(manager.get_database_backend())
    }

    /// An id: native on Postgres, 16 bytes on `SQLite`. Both sort version 7 by age.
    pub(crate) fn id(self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        if self.0 == DbBackend::Sqlite {
            column.blob().not_null();
        } else {
            column.uuid().not_null();
        }
        column
    }

    /// The id of a row of another table, or nothing, as a column that is added to a table: that row cannot be deleted as
    /// long as this one is there. Part of the column, because `SQLite` adds no constraint to a table that exists.
    pub(crate) fn kept_id(self, name: &'static str, to: &'static str) -> ColumnDef {
        let mut column = self.id(name);
        column.null().extra(format!(r#"REFERENCES "{to}" ("id")"#));
        column
    }

    /// The id of what owns a row, or nothing, as a column that is added to a table: the row goes with its owner. Part of
    /// the column for the same reason.
    pub(crate) fn owned_id(self, name: &'static str, to: &'static str) -> ColumnDef {
        let mut column = self.id(name);
        column
            .null()
            .extra(format!(r#"REFERENCES "{to}" ("id") ON DELETE CASCADE"#));
        column
    }

    /// Text that lists are sorted by: byte by byte on both engines, whatever the locale of Postgres.
    pub(crate) fn name(self, name: &'static str) -> ColumnDef {
        let mut column = text(name);
        if self.0 == DbBackend::Postgres {
            column.extra(r#"COLLATE "C""#);
        }
        column
    }
}

/// Any text, JSON included: no statement looks into it, and what servers wrote stays as they wrote it.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// Milliseconds since 1970.
pub(crate) fn time(name: &'static str) -> ColumnDef {
    number(name)
}

/// A whole number of 64 bits.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A whole number of 32 bits.
pub(crate) fn small_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().to_owned()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// Bytes.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

/// A reference to `id` of another table. Rows go with what they refer to.
pub(crate) fn reference(from: (&'static str, &'static str), to: &'static str) -> ForeignKeyCreateStatement {
    kept_reference(from, to)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// A reference to `id` of another table that cannot be deleted as long as this row is there.
pub(crate) fn kept_reference(
    from: (&'static str, &'static str),
    to: &'static str,
) -> ForeignKeyCreateStatement {
    let (table, column) = from;
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(to, "id")
        .to_owned()
}
