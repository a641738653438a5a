//! One row of a source, in our words: what a file says of one facility, before anything is joined with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::kind::OrganizationKind;

/// Who said it (情報の出どころ). The order is that of trust when two speak of the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The hub itself: surveys, telephone calls, corrections. Never touched by an import.
    Hub,
    /// 介護サービス情報公表システム.
    Kaigo,
    /// 医療情報ネット(ナビイ).
    Navii,
    /// 自治体標準オープンデータセット(医療機関一覧・介護サービス事業所一覧).
    Municipal,
    /// 地方厚生局 コード内容別医療機関一覧.
    Hoken,
    /// A prefecture's own list of hospitals.
    Prefecture,
}

impl Source {
    /// Every source, the most trusted first.
    pub const ALL: [Self; 6] = [Self::Hub, Self::Kaigo, Self::Navii, Self::Municipal, Self::Hoken, Self::Prefecture];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Kaigo => "kaigo",
            Self::Navii => "navii",
            Self::Municipal => "municipal",
            Self::Hoken => "hoken",
            Self::Prefecture => "prefecture",
        }
    }

    /// The source with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// The name shown to people beside a fact.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Hub => "拠点の調べ",
            Self::Kaigo => "介護サービス情報公表",
            Self::Navii => "医療情報ネット",
            Self::Municipal => "自治体のオープンデータ",
            Self::Hoken => "保険医療機関の一覧(厚生局)",
            Self::Prefecture => "都道府県の病院名簿",
        }
    }
}

/// A point on the earth in microdegrees (WGS 84), as the database keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north × 1,000,000.
    #[serde(rename = "a")]
    pub latitude: i32,
    /// Degrees east × 1,000,000.
    #[serde(rename = "o")]
    pub longitude: i32,
}

/// An official number of an organisation, with the table it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identifier {
    /// Which table numbers it.
    #[serde(rename = "s")]
    pub system: IdentifierSystem,
    /// The number, as text: leading zeros and letters count.
    #[serde(rename = "v")]
    pub value: String,
}

/// The tables that number organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierSystem {
    /// 介護保険事業所番号, 10 characters.
    CareOffice,
    /// 医療機関コード, 10 digits.
    MedicalInstitution,
    /// 医療情報ネットの ID, up to 13 characters.
    Navii,
}

impl IdentifierSystem {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::CareOffice => "care_office",
            Self::MedicalInstitution => "medical_institution",
            Self::Navii => "navii",
        }
    }
}

/// Where it is, as the source writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceFacts {
    /// Municipality, five digits without check digit; empty when the source does not tell and the address does not either.
    #[serde(rename = "m", skip_serializing_if = "String::is_empty")]
    pub municipality: String,
    /// Seven digits.
    #[serde(rename = "z", skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The address with prefecture and municipality.
    #[serde(rename = "a", skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// 方書(ビル名等).
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// Only when the source gives it; a missing one is found from the town later.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub position: Option<Point>,
}

/// One service a row tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceFacts {
    /// A code of [`super::service_type::SERVICE_TYPES`].
    #[serde(rename = "c")]
    pub code: String,
    /// Places for users or residents (定員); absent when the source states none, also when it writes 0.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// When it can be used.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// 診療科.
    #[serde(rename = "d", skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// Beds by kind: 一般, 療養, 精神, 結核, 感染症.
    #[serde(rename = "b", skip_serializing_if = "Vec::is_empty")]
    pub beds: Vec<(String, u32)>,
}

/// What one row says of one facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Who said it.
    #[serde(rename = "s")]
    pub source: Source,
    /// The source's own key: 事業所番号 and service code, or the ID.
    #[serde(rename = "k")]
    pub key: String,
    /// The part of the source that one file brings whole, such as `kaigo:120` or `navii:clinic`.
    #[serde(rename = "ds")]
    pub dataset: String,
    /// The day the source speaks of, when the file tells.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// What it is.
    #[serde(rename = "t")]
    pub kind: OrganizationKind,
    /// Its name.
    #[serde(rename = "n")]
    pub name: String,
    /// The name's reading in katakana.
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// Official numbers.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// 法人の名称.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// 法人番号, 13 digits.
    #[serde(rename = "wn", default, skip_serializing_if = "Option::is_none")]
    pub owner_number: Option<String>,
    /// Where it is.
    #[serde(rename = "l")]
    pub place: PlaceFacts,
    /// Telephone with hyphens.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Fax with hyphens.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    /// Home page, http or https.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Mail address, often found in the URL column.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What it provides.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceFacts>,
    /// Free text kept as it is.
    #[serde(rename = "x", default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
