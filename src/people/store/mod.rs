//! All the SQL of the room.

pub mod affiliations;
pub mod agreements;
pub mod changes;
pub mod directory;
pub mod links;
pub mod members;
pub mod professions;
pub mod reviews;
pub mod roles;

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Error, Result, Row, Value};

use crate::directory::OrganizationId;
use crate::platform::access::MemberId;

/// A moment that may be missing.
fn moment(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    Ok(row.read::<Option<i64>>(column)?.and_then(|t| Timestamp::from_microsecond(t).ok()))
}

/// A moment that is always there.
fn some_moment(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    moment(row, column)?.ok_or_else(|| unreadable(column, "wanted a moment"))
}

/// A day.
fn day(row: &Row<'_>, column: usize) -> Result<Date> {
    row.text(column)?.parse().map_err(|_| unreadable(column, "wanted a day"))
}

/// A day that may be missing.
fn maybe_day(row: &Row<'_>, column: usize) -> Result<Option<Date>> {
    match row.read::<Option<String>>(column)? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| unreadable(column, "wanted a day")),
    }
}

/// A value written by its code, where every code must be known: a right that is misread would be a right given away.
fn coded<T>(row: &Row<'_>, column: usize, from_code: impl Fn(&str) -> Option<T>) -> Result<T> {
    from_code(row.text(column)?).ok_or_else(|| unreadable(column, "wanted a known code"))
}

fn unreadable(column: usize, reason: &str) -> Error {
    Error::Unreadable { column, reason: reason.to_owned() }
}

/// Nobody, or no organisation, is an empty id where it is part of a key.
fn or_empty(id: Option<[u8; 16]>) -> Value {
    Value::Bytes(id.map(|id| id.to_vec()).unwrap_or_default())
}

fn maybe_member(row: &Row<'_>, column: usize) -> Result<Option<MemberId>> {
    maybe_id(row, column).map(|id| id.map(MemberId::from_bytes))
}

fn maybe_organization(row: &Row<'_>, column: usize) -> Result<Option<OrganizationId>> {
    maybe_id(row, column).map(|id| id.map(OrganizationId::from_bytes))
}

fn maybe_id(row: &Row<'_>, column: usize) -> Result<Option<[u8; 16]>> {
    match row.bytes(column)? {
        [] => Ok(None),
        bytes => bytes.try_into().map(Some).map_err(|_| unreadable(column, "wanted 16 bytes or none")),
    }
}

/// JSON of a value that always has one.
fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads JSON that this program wrote; what a newer version wrote differently reads as nothing.
fn from_json<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}

/// `$3, $4, $5`: places for a list of values that begins with this one.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
