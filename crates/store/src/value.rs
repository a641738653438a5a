//! The four kinds of values that both databases keep alike, and how Rust's values become them.

use crate::{Error, Result};

/// A value on its way into the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// `bigint`.
    Int(i64),
    /// `text`, without NUL.
    Text(String),
    /// `bytea`.
    Bytes(Vec<u8>),
}

/// A value on its way out of the database, still lying in the driver's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueRef<'a> {
    /// Nothing.
    Null,
    /// `bigint`; a condition reads as 0 or 1.
    Int(i64),
    /// `text`.
    Text(&'a str),
    /// `bytea`.
    Bytes(&'a [u8]),
}

/// Whatever can be stored in one column.
pub trait ToValue {
    /// The value as the database keeps it.
    fn to_value(&self) -> Value;
}

/// Whatever can be read from one column.
pub trait FromColumn: Sized {
    /// Reads the value; the error says in a few words what was wanted.
    fn from_column(value: ValueRef<'_>) -> Result<Self, String>;
}

/// The values of a statement: `params![id, name]`, anything that is [`ToValue`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        (&[$($crate::ToValue::to_value(&$value)),*] as &[$crate::Value])
    };
}

/// One row for [`Tx::insert_many`](crate::Tx::insert_many): `values![id, name]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::ToValue::to_value(&$value)),*]
    };
}

/// Makes codes readable from text columns: `codes!(Answer: "an answer")`, for types with `from_code(&str) -> Option<Self>`. A code
/// that the program does not know is an error, and never taken for another.
#[macro_export]
macro_rules! codes {
    ($($code:ty: $wanted:literal),* $(,)?) => {$(
        impl $crate::FromColumn for $code {
            fn from_column(value: $crate::ValueRef<'_>) -> ::std::result::Result<Self, ::std::string::String> {
                match value {
                    $crate::ValueRef::Text(text) => {
                        Self::from_code(text).ok_or_else(|| ::std::format!("wanted {}, found {text}", $wanted))
                    }
                    other => Err(::std::format!("wanted {}, found {}", $wanted, other.kind())),
                }
            }
        }
    )*};
}

impl Value {
    /// The same value, borrowed.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Int(*number),
            Self::Text(text) => ValueRef::Text(text),
            Self::Bytes(bytes) => ValueRef::Bytes(bytes),
        }
    }
}

impl ValueRef<'_> {
    /// The same value, owned.
    pub fn to_owned(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(number),
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::Bytes(bytes) => Value::Bytes(bytes.to_owned()),
        }
    }

    /// What it is, for error messages; never what it contains.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "a number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
        }
    }

    fn instead_of(self, wanted: &str) -> String {
        format!("wanted {wanted}, found {}", self.kind())
    }
}

/// Refuses NUL before anything is sent, so that both databases refuse it alike.
pub(crate) fn refuse_nul(values: &[Value]) -> Result<()> {
    let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
    if values.iter().any(has_nul) { Err(Error::NulInText) } else { Ok(()) }
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl ToValue for std::borrow::Cow<'_, str> {
    fn to_value(&self) -> Value {
        Value::Text(self.as_ref().to_owned())
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_owned())
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl FromColumn for Value {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        Ok(value.to_owned())
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        if value == ValueRef::Null { Ok(None) } else { T::from_column(value).map(Some) }
    }
}

impl FromColumn for bool {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Int(0) => Ok(false),
            ValueRef::Int(1) => Ok(true),
            other => Err(other.instead_of("0 or 1")),
        }
    }
}

impl FromColumn for String {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Text(text) => Ok(text.to_owned()),
            other => Err(other.instead_of("a text")),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Bytes(bytes) => Ok(bytes.to_owned()),
            other => Err(other.instead_of("bytes")),
        }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Bytes(bytes) => bytes.try_into().map_err(|_| format!("wanted {N} bytes, found {}", bytes.len())),
            other => Err(other.instead_of("bytes")),
        }
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl FromColumn for $number {
            fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
                match value {
                    ValueRef::Int(number) => Self::try_from(number)
                        .map_err(|_| concat!("wanted a number that fits ", stringify!($number)).to_owned()),
                    other => Err(other.instead_of("a number")),
                }
            }
        }
    )*};
}

macro_rules! numbers_that_always_fit {
    ($($number:ty),*) => {$(
        impl ToValue for $number {
            fn to_value(&self) -> Value {
                Value::Int(i64::from(*self))
            }
        }
    )*};
}

whole_numbers!(i64, i32, i16, u64, u32, u16, u8, usize);
numbers_that_always_fit!(i64, i32, i16, u32, u16, u8);
