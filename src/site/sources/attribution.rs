//! Which line of attribution a kind of file belongs to, and what of it was read last.

use jiff::Timestamp;

use crate::directory::import::day::{FileDay, ToldBy, name_without_day};

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
            match newest.iter_mut().find(|known| name_without_day(&known.label) == name_without_day(&file.label)) {
                Some(known) if known.read_at < file.read_at => *known = file,
                Some(_) => {}
                None => newest.push(file),
            }
        }
        Some(Taken {
            read_at: newest.iter().map(|file| file.read_at).max()?,
            as_of: newest_day(newest.iter().filter_map(|file| file.as_of)),
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
    pub as_of: Option<FileDay>,
    /// When it was read.
    pub read_at: Timestamp,
    /// Rows that were used.
    pub rows: u64,
}

/// The newest day that somebody told; when nobody did, the day on which the newest file was written.
fn newest_day(days: impl Iterator<Item = FileDay>) -> Option<FileDay> {
    days.max_by_key(|file| (file.told_by != ToldBy::Modified, file.day))
}

/// What was read of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When its newest file was read.
    pub read_at: Timestamp,
    /// The newest day it speaks of.
    pub as_of: Option<FileDay>,
    /// Rows that were used; 0 when nobody knows which of them came from this source.
    pub rows: u64,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::directory::import::kinds::FileKind;

    fn file(label: &str, kind: &str, second: i64, rows: u64) -> ReadFile {
        let read_at = Timestamp::from_second(second).expect("a moment");
        let day = crate::directory::import::day::day_in_name(label);
        let as_of = day.map(|day| FileDay { day, told_by: ToldBy::Name });
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
        assert_eq!((taken.rows, taken.read_at.as_second()), (119, 20));
        assert_eq!(taken.as_of, Some(FileDay { day: date(2025, 12, 1), told_by: ToldBy::Name }));
        assert_eq!(Attribution::Holidays.taken(&files).map(|taken| (taken.rows, taken.as_of)), Some((1000, None)));
        assert_eq!(Attribution::PostalCodes.taken(&files), None);
        let extract = [file("13104.csv", EXTRACT, 5, 10)];
        assert_eq!(Attribution::MedicalNet.taken(&extract).map(|taken| taken.rows), Some(0), "which ones are its own?");
    }

    #[test]
    fn a_day_that_somebody_told_goes_before_the_day_of_the_file() {
        let day = |year, told_by| FileDay { day: date(year, 1, 1), told_by };
        let (told, written) = (day(2025, ToldBy::Columns), day(2026, ToldBy::Modified));
        assert_eq!(newest_day([told, written].into_iter()), Some(told));
        assert_eq!(newest_day([written].into_iter()), Some(written));
    }

    #[test]
    fn every_kind_of_file_is_attributed() {
        for kind in FileKind::ALL {
            let named = Attribution::ALL.into_iter().filter(|source| source.gave(kind.japanese())).count();
            let wanted = if kind == FileKind::SeedExtract { 2 } else { 1 };
            assert_eq!(named, wanted, "{kind:?}");
        }
    }
}
