//! What is provided (提供サービス): the service codes of 介護サービス情報公表システム and our own for medical care.

use super::kind::OrganizationKind;

/// A kind of service, as the official tables number it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceType {
    /// The stored code: the three digits of 介護サービス情報公表, or a word for what they do not number.
    pub code: &'static str,
    /// The name in the official table. What pages say in each language stands in `lang/*.toml`.
    pub japanese: &'static str,
    /// What an organisation that provides it is.
    pub kind: OrganizationKind,
}

use OrganizationKind as K;

/// Every known service type, sorted by code.
pub const SERVICE_TYPES: &[ServiceType] = &[
    s("110", "訪問介護", K::HomeCare),
    s("120", "訪問入浴介護", K::HomeCare),
    s("130", "訪問看護", K::VisitingNurseStation),
    s("140", "訪問リハビリテーション", K::HomeRehabilitation),
    s("150", "通所介護", K::DayService),
    s("155", "療養通所介護", K::DayService),
    s("160", "通所リハビリテーション", K::DayService),
    s("170", "福祉用具貸与", K::Equipment),
    s("210", "短期入所生活介護", K::ShortStay),
    s("220", "短期入所療養介護(介護老人保健施設)", K::ShortStay),
    s("230", "短期入所療養介護(療養病床を有する病院等)", K::ShortStay),
    s("320", "認知症対応型共同生活介護", K::ResidentialCare),
    s("331", "特定施設入居者生活介護(有料老人ホーム)", K::ResidentialCare),
    s("332", "特定施設入居者生活介護(軽費老人ホーム)", K::ResidentialCare),
    s("334", "特定施設入居者生活介護(サービス付き高齢者向け住宅)", K::ResidentialCare),
    s("335", "特定施設入居者生活介護(有料老人ホーム・外部サービス利用型)", K::ResidentialCare),
    s("336", "特定施設入居者生活介護(軽費老人ホーム・外部サービス利用型)", K::ResidentialCare),
    s("337", "特定施設入居者生活介護(サービス付き高齢者向け住宅・外部サービス利用型)", K::ResidentialCare),
    s("361", "地域密着型特定施設入居者生活介護(有料老人ホーム)", K::ResidentialCare),
    s("362", "地域密着型特定施設入居者生活介護(軽費老人ホーム)", K::ResidentialCare),
    s("364", "地域密着型特定施設入居者生活介護(サービス付き高齢者向け住宅)", K::ResidentialCare),
    s("410", "特定福祉用具販売", K::Equipment),
    s("430", "居宅介護支援", K::CareManagementOffice),
    s("510", "介護老人福祉施設", K::ResidentialCare),
    s("520", "介護老人保健施設", K::ResidentialCare),
    s("530", "介護療養型医療施設", K::ResidentialCare),
    s("540", "地域密着型介護老人福祉施設入所者生活介護", K::ResidentialCare),
    s("550", "介護医療院", K::ResidentialCare),
    s("551", "短期入所療養介護(介護医療院)", K::ShortStay),
    s("710", "夜間対応型訪問介護", K::HomeCare),
    s("720", "認知症対応型通所介護", K::DayService),
    s("730", "小規模多機能型居宅介護", K::MultifunctionalCare),
    s("760", "定期巡回・随時対応型訪問介護看護", K::HomeCare),
    s("770", "看護小規模多機能型居宅介護", K::MultifunctionalCare),
    s("780", "地域密着型通所介護", K::DayService),
    s("dental", "歯科診療", K::DentalClinic),
    s("informal", "地域の支え合い", K::Informal),
    s("inpatient", "入院", K::Hospital),
    s("midwifery", "助産", K::Midwife),
    s("other", "その他", K::Other),
    s("outpatient", "外来診療", K::Clinic),
    s("pharmacy", "調剤", K::Pharmacy),
];

const fn s(code: &'static str, japanese: &'static str, kind: OrganizationKind) -> ServiceType {
    ServiceType { code, japanese, kind }
}

/// The services that come to the house (訪問).
pub const AT_HOME: &[&str] = &["110", "120", "130", "140", "710", "760", "770"];

/// The service type with this code.
pub fn by_code(code: &str) -> Option<&'static ServiceType> {
    SERVICE_TYPES.binary_search_by(|known| known.code.cmp(code)).ok().map(|i| &SERVICE_TYPES[i])
}

/// The service type whose official name this is, whatever the width of its letters.
pub fn by_name(name: &str) -> Option<&'static ServiceType> {
    let wanted = kyoten_text::normalize::search_key(name);
    SERVICE_TYPES.iter().find(|known| kyoten_text::normalize::search_key(known.japanese) == wanted)
}

/// The service of an organisation of which only the kind is known; `other` where one kind provides several.
pub fn usual_of(kind: OrganizationKind) -> &'static str {
    match kind {
        K::Hospital | K::ClinicWithBeds | K::Clinic => "outpatient",
        K::DentalClinic => "dental",
        K::Pharmacy => "pharmacy",
        K::Midwife => "midwifery",
        K::VisitingNurseStation => "130",
        K::HomeRehabilitation => "140",
        K::CareManagementOffice => "430",
        K::Informal => "informal",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_a_code_is_found() {
        assert!(SERVICE_TYPES.is_sorted_by(|a, b| a.code < b.code));
        for service in SERVICE_TYPES {
            assert_eq!(by_code(service.code), Some(service));
        }
    }

    #[test]
    fn the_usual_service_of_every_kind_stands_in_the_table() {
        for kind in OrganizationKind::ALL {
            assert!(by_code(usual_of(kind)).is_some(), "{kind:?}");
        }
    }
}
