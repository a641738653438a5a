//! The two lists: their columns, and what their files are called.

use super::columns::{COLUMNS, Column, Head};
use crate::directory::kind::OrganizationKind;

/// One of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 医療機関一覧: one row for each institution.
    Medical,
    /// 介護サービス事業所一覧: one row for each service of an office.
    Care,
}

impl Layout {
    /// Its columns from left to right, with what it calls them.
    pub fn columns(self) -> impl Iterator<Item = (&'static Column, Head)> {
        COLUMNS.iter().filter_map(move |column| {
            let head = match self {
                Self::Medical => column.medical,
                Self::Care => column.care,
            };
            Some((column, head?))
        })
    }

    /// The first row of its file.
    pub fn header(self) -> Vec<&'static str> {
        self.columns().map(|(_, head)| head.name).collect()
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

    /// The columns as the field's reference prints them (FIELD §6.3). Of the care list it prints the part that differs.
    const PUBLISHED: [(Layout, &str); 2] = [
        (
            Layout::Medical,
            "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,医療機関の種類,住所,方書,緯度,経度,電話番号,内線番号,FAX番号,法人番号,法人の名称,医療機関コード,診療曜日,診療開始時間,診療終了時間,診療日時特記事項,時間外における対応,診療科目,病床数,URL,備考",
        ),
        (Layout::Care, "…,介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,住所,方書,緯度,経度,…"),
    ];

    #[test]
    fn both_files_have_the_columns_of_the_standard() {
        for (layout, published) in PUBLISHED {
            let header = format!(",{},", layout.header().join(","));
            let part = published.trim_matches('…').trim_matches(',');
            assert!(header.contains(&format!(",{part},")), "{header}");
            if !published.contains('…') {
                assert_eq!(layout.header().join(","), published);
            }
        }
    }

    #[test]
    fn the_columns_are_those_of_the_reference_when_it_is_there() {
        let Ok(field) = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/FIELD.md")) else {
            println!("skipped: ../shared/FIELD.md is not there");
            return;
        };
        for (name, (_, published)) in ["医療機関一覧", "介護サービス事業所一覧"].into_iter().zip(PUBLISHED)
        {
            assert!(field.contains(&format!("{name}: `{published}`")), "{name}");
        }
    }

    #[test]
    fn every_medical_kind_has_its_word() {
        for kind in OrganizationKind::ALL {
            assert_eq!(medical_word(kind).is_some(), kind.is_medical());
        }
    }
}
