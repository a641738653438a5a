//! Which line of attribution a kind of file belongs to, and what of it was read last.

use jiff::Timestamp;
use jiff::civil::Date;

/// An extract of one municipality: it mixes care services and medical institutions.
const EXTRACT: &str = "市区町村の抜き出し";

/// A source whose licence asks to be named, or that we name all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// 介護サービス情報公表システム.
    CareServices,
    /// 医療情報ネット.
    MedicalNet,
    /// 地方厚生局.
    Bureau,
    /// 北海道 道内医療機関名簿.
    Prefecture,
    /// 自治体標準オープンデータセット, and a city's own lists.
    Municipal,
    /// 国土数値情報.
    Boundaries,
    /// Geolonia 住所データ.
    Addresses,
    /// 国勢調査, 介護保険事業状況報告.
    Statistics,
    /// 国民の祝日.
    Holidays,
    /// 郵便番号.
    PostalCodes,
}

impl Attribution {
    /// Every line, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::CareServices,
        Self::MedicalNet,
        Self::Bureau,
        Self::Prefecture,
        Self::Municipal,
        Self::Boundaries,
        Self::Addresses,
        Self::Statistics,
        Self::Holidays,
        Self::PostalCodes,
    ];

    /// Whether a kind of file, as the import calls it, comes from this source. An extract comes from two.
    fn gave(self, kind: &str) -> bool {
        let begins = |words: &[&str]| words.iter().any(|word| kind.starts_with(word));
        match self {
            Self::CareServices => begins(&["介護サービス情報公表", EXTRACT]),
            Self::MedicalNet => begins(&["医療情報ネット", EXTRACT]),
            Self::Bureau => begins(&["保険医療機関コード"]),
            Self::Prefecture => begins(&["都道府県 病院名簿"]),
            Self::Municipal => begins(&["自治体 ", "町丁別人口"]),
            Self::Boundaries => begins(&["市区町村の境界"]),
            Self::Addresses => begins(&["町丁目の位置"]) || kind == "市区町村",
            Self::Statistics => begins(&["第1号被保険者数", "要介護認定者数", "平成27年国勢調査"]),
            Self::Holidays => begins(&["国民の祝日"]),
            Self::PostalCodes => begins(&["郵便番号"]),
        }
    }

    /// What was read of this source: each file as it was last read.
    pub fn taken(self, files: &[ReadFile]) -> Option<Taken> {
        let mut newest: Vec<&ReadFile> = Vec::new();
        for file in files.iter().filter(|file| self.gave(&file.kind) && file.rows > 0) {
            match newest.iter_mut().find(|known| known.name() == file.name()) {
                Some(known) if known.read_at < file.read_at => *known = file,
                Some(_) => {}
                None => newest.push(file),
            }
        }
        Some(Taken {
            read_at: newest.iter().map(|file| file.read_at).max()?,
            as_of: newest.iter().filter_map(|file| file.as_of).max(),
            rows: newest.iter().filter(|file| file.kind != EXTRACT).map(|file| file.rows).sum(),
        })
    }
}

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// What people call the file.
    pub label: String,
    /// What it was recognised as.
    pub kind: String,
    /// The day it speaks of.
    pub as_of: Option<Date>,
    /// When it was read.
    pub read_at: Timestamp,
    /// Rows that were used.
    pub rows: u64,
}

impl ReadFile {
    /// The file's name without the day in it: the next issue of a file takes the place of the one before.
    fn name(&self) -> String {
        let name = self.label.rsplit('/').next().unwrap_or(&self.label);
        let digits = |part: &&str| !matches!(part.len(), 6 | 8 | 14) || part.bytes().any(|b| !b.is_ascii_digit());
        name.split(['_', '.', '-']).filter(digits).collect::<Vec<_>>().join("_")
    }
}

/// What was read of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When its newest file was read.
    pub read_at: Timestamp,
    /// The newest day it speaks of.
    pub as_of: Option<Date>,
    /// Rows that were used; 0 when nobody knows which of them came from this source.
    pub rows: u64,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::directory::import::kinds::{FileKind, NaviiFile};

    fn file(label: &str, kind: &str, second: i64, rows: u64) -> ReadFile {
        let read_at = Timestamp::from_second(second).expect("a moment");
        let as_of = crate::directory::import::readers::day_in_name(label);
        ReadFile { label: label.into(), kind: kind.into(), as_of, read_at, rows }
    }

    #[test]
    fn the_newest_reading_of_each_file_counts_once() {
        let files = [
            file("a/jigyosho_120.csv.gz", "介護サービス情報公表システム 事業所", 10, 100),
            file("b/jigyosho_120.csv.gz", "介護サービス情報公表システム 事業所", 20, 110),
            file("jigyosho_510_20250601.csv.gz", "介護サービス情報公表システム 事業所", 10, 7),
            file("jigyosho_510_20251201.csv.gz", "介護サービス情報公表システム 事業所", 20, 9),
            file("empty.csv", "介護サービス情報公表システム 事業所", 99, 0),
            file("syukujitsu.csv", "国民の祝日", 5, 1000),
        ];
        let taken = Attribution::CareServices.taken(&files).expect("three files");
        assert_eq!((taken.rows, taken.as_of, taken.read_at.as_second()), (119, Some(date(2025, 12, 1)), 20));
        assert_eq!(Attribution::Holidays.taken(&files).map(|taken| (taken.rows, taken.as_of)), Some((1000, None)));
        assert_eq!(Attribution::PostalCodes.taken(&files), None);
        let extract = [file("13104.csv", EXTRACT, 5, 10)];
        assert_eq!(Attribution::MedicalNet.taken(&extract).map(|taken| taken.rows), Some(0), "which ones are its own?");
    }

    #[test]
    fn every_kind_of_file_is_attributed() {
        let kinds = [
            FileKind::KaigoOffices,
            FileKind::KaigoReduced,
            FileKind::NaviiFacilities(NaviiFile::Hospital),
            FileKind::NaviiHours,
            FileKind::NaviiPharmacy,
            FileKind::NaviiMidwife,
            FileKind::NaviiReduced,
            FileKind::HokenCodes,
            FileKind::MunicipalMedical,
            FileKind::MunicipalCare,
            FileKind::PrefectureHospitals,
            FileKind::SeedExtract,
            FileKind::PostalCodes,
            FileKind::Municipalities,
            FileKind::Towns,
            FileKind::Holidays,
            FileKind::InsuredStatistics,
            FileKind::CertifiedStatistics,
            FileKind::Census2015,
            FileKind::TownPopulation,
            FileKind::Boundaries,
        ];
        for kind in kinds {
            let named = Attribution::ALL.into_iter().filter(|source| source.gave(kind.japanese())).count();
            let wanted = if kind == FileKind::SeedExtract { 2 } else { 1 };
            assert_eq!(named, wanted, "{kind:?}");
        }
    }
}
