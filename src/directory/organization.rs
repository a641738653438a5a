//! An organisation (医療機関・事業所) with its places and services, joined from everything that speaks of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::kind::OrganizationKind;
use super::record::{Identifier, Point, Source};

/// A facility or office as people look for it: one, however many sources describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// The name's reading in katakana.
    pub kana: Option<String>,
    /// 法人の名称.
    pub owner: Option<String>,
    /// 法人番号.
    pub owner_number: Option<String>,
    /// Telephone with hyphens.
    pub phone: Option<String>,
    /// Fax with hyphens.
    pub fax: Option<String>,
    /// Home page.
    pub url: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Free text.
    pub note: String,
    /// Official numbers, sorted.
    pub identifiers: Vec<Identifier>,
    /// Where it works, the main place first. Never empty.
    pub places: Vec<Place>,
    /// What it provides.
    pub services: Vec<Service>,
    /// Where each field came from.
    pub origins: Origins,
}

impl Organization {
    /// The main place.
    pub fn main_place(&self) -> &Place {
        &self.places[0]
    }
}

/// Where an organisation works (場所).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Seven digits.
    pub postal_code: Option<String>,
    /// Five digits without check digit; empty when unknown.
    pub municipality: String,
    /// With prefecture and municipality.
    pub address: String,
    /// 方書(ビル名等).
    pub building: Option<String>,
    /// The point on the map, if any is known.
    pub position: Option<Point>,
    /// How exactly the point is known.
    pub accuracy: Accuracy,
}

/// How exactly a point is known: a distance from a guess must say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accuracy {
    /// The source gives the point of the house.
    Exact,
    /// The representative point of the town (町丁目).
    Town,
    /// The representative point of the municipality.
    Municipality,
    /// No point is known.
    Unknown,
}

impl Accuracy {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Town => "town",
            Self::Municipality => "municipality",
            Self::Unknown => "unknown",
        }
    }

    /// The accuracy with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Exact, Self::Town, Self::Municipality, Self::Unknown].into_iter().find(|one| one.code() == code)
    }
}

/// One service at one place (提供サービス).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Which of the organisation's places.
    pub place: usize,
    /// A code of [`super::service_type::SERVICE_TYPES`].
    pub code: String,
    /// The service's own name where it differs from the organisation's.
    pub name: Option<String>,
    /// 定員.
    pub capacity: Option<u32>,
    /// When it can be used.
    pub hours: Option<Hours>,
    /// 診療科.
    pub departments: Vec<String>,
    /// Beds by kind.
    pub beds: Vec<(String, u32)>,
    /// Who said so.
    pub source: Source,
}

/// Where one field came from and of which day it speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who said it.
    #[serde(rename = "s")]
    pub source: Source,
    /// The day the source speaks of, if it tells.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
}

/// The origin of every filled field, by the field's name.
pub type Origins = BTreeMap<String, Origin>;

/// The fields of an organisation that the hub may set itself, and what each accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// 名称.
    Name,
    /// よみ.
    Kana,
    /// 電話番号.
    Phone,
    /// FAX番号.
    Fax,
    /// ホームページ.
    Url,
    /// メール.
    Email,
    /// 住所.
    Address,
    /// 地図の上の場所.
    Point,
    /// 開いている時間.
    Hours,
    /// 備考.
    Note,
}

impl Field {
    /// Every field in the order of the pages.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Kana,
        Self::Phone,
        Self::Fax,
        Self::Url,
        Self::Email,
        Self::Address,
        Self::Point,
        Self::Hours,
        Self::Note,
    ];

    /// The stored code, also the word on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kana => "kana",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Url => "url",
            Self::Email => "email",
            Self::Address => "address",
            Self::Point => "point",
            Self::Hours => "hours",
            Self::Note => "note",
        }
    }

    /// The field with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The word on Japanese pages.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Name => "名称",
            Self::Kana => "よみ",
            Self::Phone => "電話番号",
            Self::Fax => "FAX番号",
            Self::Url => "ホームページ",
            Self::Email => "メール",
            Self::Address => "住所",
            Self::Point => "地図の場所",
            Self::Hours => "開いている時間",
            Self::Note => "備考",
        }
    }
}
