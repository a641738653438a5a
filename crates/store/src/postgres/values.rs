//! Values in PostgreSQL's binary form.

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Error, Result, Value, ValueRef};

/// A value was given where PostgreSQL expects another type.
#[derive(Debug, thiserror::Error)]
#[error("{given} was given where PostgreSQL expects {wanted}: cast the placeholder, as in cast($1 as bigint)")]
pub(super) struct NotThisType {
    given: &'static str,
    wanted: String,
}

type Sent = std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Sent {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *wanted == Type::INT8 => number.to_sql(wanted, out),
            // Placeholders in `limit $1 + 1` or `where $1` are of these types.
            Self::Int(number) if *wanted == Type::INT4 => i32::try_from(*number)?.to_sql(wanted, out),
            Self::Int(number) if *wanted == Type::INT2 => i16::try_from(*number)?.to_sql(wanted, out),
            Self::Int(0 | 1) if *wanted == Type::BOOL => (*self == Self::Int(1)).to_sql(wanted, out),
            Self::Text(text) if is_text(wanted) => text.to_sql(wanted, out),
            Self::Bytes(bytes) if *wanted == Type::BYTEA => bytes.to_sql(wanted, out),
            other => Err(Box::new(NotThisType { given: other.as_ref().kind(), wanted: wanted.to_string() })),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column as it came over the wire.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(crate) fn column(row: &tokio_postgres::Row, column: usize) -> Result<ValueRef<'_>> {
    let Some(described) = row.columns().get(column) else {
        return Err(Error::unreadable(column, "the answer has fewer columns"));
    };
    let raw = row.try_get::<_, Option<Raw<'_>>>(column).map_err(|e| Error::unreadable(column, e))?;
    let Some(Raw(raw)) = raw else {
        return Ok(ValueRef::Null);
    };
    let found = described.type_();
    let value = if is_text(found) {
        std::str::from_utf8(raw).ok().map(ValueRef::Text)
    } else if *found == Type::BYTEA {
        Some(ValueRef::Bytes(raw))
    } else {
        whole_number(found, raw).map(ValueRef::Int)
    };
    value.ok_or_else(|| Error::unreadable(column, format_args!("PostgreSQL's {found}; cast it to bigint or text")))
}

fn whole_number(found: &Type, raw: &[u8]) -> Option<i64> {
    if *found == Type::INT8 {
        raw.try_into().ok().map(i64::from_be_bytes)
    } else if *found == Type::INT4 {
        raw.try_into().ok().map(|raw| i32::from_be_bytes(raw).into())
    } else if *found == Type::INT2 {
        raw.try_into().ok().map(|raw| i16::from_be_bytes(raw).into())
    } else if *found == Type::BOOL {
        Some(i64::from(raw == [1]))
    } else {
        None
    }
}

fn is_text(of: &Type) -> bool {
    [Type::TEXT, Type::VARCHAR, Type::BPCHAR, Type::NAME, Type::UNKNOWN].contains(of)
}
