//! The columns of the two lists, exactly as the standard names and orders them.

use crate::directory::kind::OrganizationKind;

/// 医療機関一覧.
pub const MEDICAL: [&str; 26] = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "名称",
    "名称_カナ",
    "医療機関の種類",
    "住所",
    "方書",
    "緯度",
    "経度",
    "電話番号",
    "内線番号",
    "FAX番号",
    "法人番号",
    "法人の名称",
    "医療機関コード",
    "診療曜日",
    "診療開始時間",
    "診療終了時間",
    "診療日時特記事項",
    "時間外における対応",
    "診療科目",
    "病床数",
    "URL",
    "備考",
];

/// 介護サービス事業所一覧.
pub const CARE: [&str; 22] = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "介護サービス事業所名称",
    "介護サービス事業所名称_カナ",
    "実施サービス",
    "住所",
    "方書",
    "緯度",
    "経度",
    "電話番号",
    "内線番号",
    "FAX番号",
    "法人番号",
    "法人の名称",
    "事業所番号",
    "利用可能曜日",
    "利用可能曜日特記事項",
    "定員",
    "URL",
    "備考",
];

/// One of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 医療機関一覧: one row for each institution.
    Medical,
    /// 介護サービス事業所一覧: one row for each service of an office.
    Care,
}

impl Layout {
    /// Its columns.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Medical => &MEDICAL,
            Self::Care => &CARE,
        }
    }

    /// The address of its file.
    pub fn path(self) -> &'static str {
        match self {
            Self::Medical => "/open-data/medical.csv",
            Self::Care => "/open-data/care.csv",
        }
    }

    /// The name of its file, as the standard forms it: `13104_hospital.csv`.
    pub fn file_name(self, area: &[String]) -> String {
        let what = match self {
            Self::Medical => "hospital",
            Self::Care => "care_service",
        };
        let whose = match area {
            [] => "japan".to_owned(),
            [first, rest @ ..] if rest.len() > 3 => format!("{first}_and_{}_more", rest.len()),
            few => few.join("_"),
        };
        format!("{whose}_{what}.csv")
    }
}

/// The word for a kind in 医療機関の種類; nothing for what is no medical institution.
///
/// The standard knows 病院, 有床診療所 and 無床診療所. Dentists, pharmacies and midwives have words of their own here, so
/// that nobody takes a dentist for a physician.
pub fn medical_word(kind: OrganizationKind) -> Option<&'static str> {
    Some(match kind {
        OrganizationKind::Hospital => "病院",
        OrganizationKind::ClinicWithBeds => "有床診療所",
        OrganizationKind::Clinic => "無床診療所",
        OrganizationKind::DentalClinic => "歯科診療所",
        OrganizationKind::Pharmacy => "薬局",
        OrganizationKind::Midwife => "助産所",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_area() {
        let codes = |list: &[&str]| list.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(Layout::Medical.file_name(&codes(&["13104"])), "13104_hospital.csv");
        assert_eq!(Layout::Care.file_name(&codes(&["13104", "13105"])), "13104_13105_care_service.csv");
        assert_eq!(Layout::Care.file_name(&codes(&["1", "2", "3", "4", "5"])), "1_and_4_more_care_service.csv");
        assert_eq!(Layout::Medical.file_name(&[]), "japan_hospital.csv");
    }

    #[test]
    fn every_medical_kind_has_its_word() {
        for kind in OrganizationKind::ALL {
            assert_eq!(medical_word(kind).is_some(), kind.is_medical());
        }
    }
}
