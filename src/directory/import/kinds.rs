//! What kind of list a file is, told by its columns and never by its name: names and contents have been swapped before.

mod not_ours;

use std::io::Read;

pub use not_ours::NotOurs;

use super::files::{FileProblem, Found};
use super::table::{Row, Table, is_mostly_text, is_odd, is_workbook};

/// The rows of a workbook among which the header is sought.
const TITLE_ROWS: usize = 12;

/// What .xls begins with: the container of old office files.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A kind of file that we read, or a reason why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// 介護サービス情報公表システム, 24 columns or fewer of them.
    KaigoOffices,
    /// The same re-published with English column names.
    KaigoReduced,
    /// 医療情報ネット 01-1, 02-1, 03-1 or a trimmed copy.
    NaviiFacilities(NaviiFile),
    /// 医療情報ネット 01-2, 02-2, 03-2: hours by 診療科.
    NaviiHours,
    /// 医療情報ネット 05.
    NaviiPharmacy,
    /// 医療情報ネット 04.
    NaviiMidwife,
    /// 医療情報ネット re-published with English column names; the ID tells what each row is.
    NaviiReduced,
    /// 地方厚生局 コード内容別医療機関一覧 (医科), without header.
    HokenCodes,
    /// 自治体標準オープンデータセット 医療機関一覧.
    MunicipalMedical,
    /// 自治体標準オープンデータセット 介護サービス事業所一覧.
    MunicipalCare,
    /// 北海道 道内医療機関名簿.
    PrefectureHospitals,
    /// An extract of one municipality out of the files above.
    SeedExtract,
    /// 郵便番号データ, official or reduced.
    PostalCodes,
    /// 全国地方公共団体コード.
    Municipalities,
    /// 町丁目の代表点.
    Towns,
    /// 国民の祝日.
    Holidays,
    /// 第1号被保険者数 by insurer.
    InsuredStatistics,
    /// 要介護(要支援)認定者数 by insurer.
    CertifiedStatistics,
    /// 平成27年国勢調査.
    Census2015,
    /// 町丁別の世帯数・人口.
    TownPopulation,
    /// 行政区域, TopoJSON or GeoJSON.
    Boundaries,
    /// Not for the directory: listed, and no error.
    NotOurs(NotOurs),
}

/// Which of the three facility files of 医療情報ネット it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NaviiFile {
    /// 01-1 病院: has all bed columns.
    Hospital,
    /// 02-1 診療所: has beds, but no 精神病床.
    Clinic,
    /// 03-1 歯科診療所: has no beds.
    Dental,
    /// Trimmed: the ID of each row tells.
    ByRow,
}

impl FileKind {
    /// Every kind that is ours.
    pub const ALL: [Self; 24] = [
        Self::KaigoOffices,
        Self::KaigoReduced,
        Self::NaviiFacilities(NaviiFile::Hospital),
        Self::NaviiFacilities(NaviiFile::Clinic),
        Self::NaviiFacilities(NaviiFile::Dental),
        Self::NaviiFacilities(NaviiFile::ByRow),
        Self::NaviiHours,
        Self::NaviiPharmacy,
        Self::NaviiMidwife,
        Self::NaviiReduced,
        Self::HokenCodes,
        Self::MunicipalMedical,
        Self::MunicipalCare,
        Self::PrefectureHospitals,
        Self::SeedExtract,
        Self::PostalCodes,
        Self::Municipalities,
        Self::Towns,
        Self::Holidays,
        Self::InsuredStatistics,
        Self::CertifiedStatistics,
        Self::Census2015,
        Self::TownPopulation,
        Self::Boundaries,
    ];

    /// Where it stands in the order of reading: what others are joined with comes first.
    pub fn order(&self) -> u8 {
        match self {
            Self::Municipalities => 0,
            Self::Towns => 1,
            Self::PostalCodes => 2,
            Self::Holidays => 3,
            Self::Boundaries => 4,
            Self::Census2015 | Self::TownPopulation => 5,
            Self::InsuredStatistics | Self::CertifiedStatistics => 6,
            Self::HokenCodes => 7,
            Self::NaviiFacilities(_) | Self::NaviiPharmacy | Self::NaviiMidwife => 8,
            Self::NaviiReduced => 9,
            Self::NaviiHours => 10,
            Self::KaigoOffices => 11,
            Self::KaigoReduced => 12,
            Self::MunicipalMedical | Self::MunicipalCare => 13,
            Self::PrefectureHospitals => 14,
            Self::SeedExtract => 15,
            Self::NotOurs(_) => 16,
        }
    }

    /// What people call it.
    pub fn japanese(&self) -> &'static str {
        match self {
            Self::KaigoOffices | Self::KaigoReduced => "介護サービス情報公表システム 事業所",
            Self::NaviiFacilities(NaviiFile::Hospital) => "医療情報ネット 病院",
            Self::NaviiFacilities(NaviiFile::Clinic) => "医療情報ネット 診療所",
            Self::NaviiFacilities(NaviiFile::Dental) => "医療情報ネット 歯科診療所",
            Self::NaviiFacilities(NaviiFile::ByRow) | Self::NaviiReduced => "医療情報ネット 医療機関",
            Self::NaviiHours => "医療情報ネット 診療科・診療時間",
            Self::NaviiPharmacy => "医療情報ネット 薬局",
            Self::NaviiMidwife => "医療情報ネット 助産所",
            Self::HokenCodes => "保険医療機関コード一覧",
            Self::MunicipalMedical => "自治体 医療機関一覧",
            Self::MunicipalCare => "自治体 介護サービス事業所一覧",
            Self::PrefectureHospitals => "都道府県 病院名簿",
            Self::SeedExtract => "市区町村の抜き出し",
            Self::PostalCodes => "郵便番号",
            Self::Municipalities => "市区町村",
            Self::Towns => "町丁目の位置",
            Self::Holidays => "国民の祝日",
            Self::InsuredStatistics => "第1号被保険者数",
            Self::CertifiedStatistics => "要介護認定者数",
            Self::Census2015 => "平成27年国勢調査",
            Self::TownPopulation => "町丁別人口",
            Self::Boundaries => "市区町村の境界",
            Self::NotOurs(_) => "対象外",
        }
    }

    /// Whether it tells less than the layout it was made from.
    pub fn is_reduced(&self) -> bool {
        matches!(self, Self::KaigoReduced | Self::NaviiReduced | Self::SeedExtract)
    }

    /// Whether a column of its rows says of which day they are.
    pub fn rows_tell_their_day(&self) -> bool {
        matches!(
            self,
            Self::SeedExtract
                | Self::TownPopulation
                | Self::InsuredStatistics
                | Self::CertifiedStatistics
                | Self::Census2015
        )
    }

    /// Whether its rows are facilities.
    pub fn is_facilities(&self) -> bool {
        (7..=15).contains(&self.order())
    }
}

/// Tells what the file is from its first rows.
pub fn recognise(found: &Found) -> Result<FileKind, FileProblem> {
    if is_workbook(found)? {
        return of_workbook(found);
    }
    let mut start = Vec::new();
    found.open()?.take(2048).read_to_end(&mut start).map_err(|e| FileProblem::from_io(&e))?;
    if start.starts_with(OLD_WORKBOOK) {
        return Err(FileProblem::OtherWorkbook);
    }
    let marked = matches!(start.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    if start.contains(&0) && !marked && !(begins_with_columns(&start) && is_mostly_text(&start)) {
        // A list that something spoilt is mended; a picture is none of ours.
        return if begins_with_columns(&start) || is_text_but_for_zeros(&start) {
            Err(FileProblem::UnknownEncoding)
        } else {
            Ok(FileKind::NotOurs(NotOurs::NotText))
        };
    }
    let text = String::from_utf8_lossy(&start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        return Ok(of_json(text));
    }
    let table = Table::open(found)?;
    Ok(of_columns(&table).unwrap_or_else(|| FileKind::NotOurs(why_not(&table))))
}

/// The first line reads as several columns: it has no character that texts do not have.
fn begins_with_columns(start: &[u8]) -> bool {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    first.len() < start.len() && first.iter().any(|byte| matches!(byte, b',' | b'\t')) && !first.iter().any(is_odd)
}

/// Rows and cells, and but for zeros no character that texts do not have.
fn is_text_but_for_zeros(start: &[u8]) -> bool {
    let is_row = start.contains(&b'\n') && start.contains(&b',');
    is_row && !start.iter().any(|byte| *byte != 0 && is_odd(byte))
}

fn of_json(start: &str) -> FileKind {
    let compact: String = start.chars().filter(|c| !c.is_whitespace()).collect();
    FileKind::NotOurs(
        if compact.contains("\"type\":\"Topology\"") || compact.contains("\"type\":\"FeatureCollection\"") {
            return FileKind::Boundaries;
        } else if compact.contains("\"resourceType\":") {
            NotOurs::Fhir
        } else {
            NotOurs::Json
        },
    )
}

fn why_not(table: &Table) -> NotOurs {
    let columns = table.columns();
    if table.any_column(&["loinc_code", "fhir_type", "element_id", "id_type", "n_concepts"]).is_some()
        || table.has_all(&["base", "expression"])
    {
        NotOurs::Terminology
    } else if columns.len() < 3 {
        NotOurs::Prose
    } else {
        NotOurs::UnknownColumns(columns.iter().take(5).map(|name| name.chars().take(30).collect()).collect())
    }
}

/// A workbook begins with titles: the header is the first row that is one.
fn of_workbook(found: &Found) -> Result<FileKind, FileProblem> {
    let mut table = Table::open(found)?;
    for _ in 0..TITLE_ROWS {
        if let Some(kind) = of_columns(&table) {
            return Ok(kind);
        }
        if !table.skip_to_next_header()? {
            break;
        }
    }
    Ok(FileKind::NotOurs(why_not(&Table::open(found)?)))
}

fn of_columns(table: &Table) -> Option<FileKind> {
    let has = |names: &[&str]| table.has_all(names);
    let any = |names: &[&str]| table.any_column(names).is_some();
    let kind = if has(&["事業所番号", "事業所名", "サービスの種類"]) {
        FileKind::KaigoOffices
    } else if has(&["id", "name", "serviceType"]) {
        FileKind::KaigoReduced
    } else if has(&["kind", "service_type", "id", "source_file"]) {
        FileKind::SeedExtract
    } else if has(&["ID", "診療科目コード", "診療時間帯"]) {
        FileKind::NaviiHours
    } else if has(&["ID", "正式名称", "所在地"]) {
        of_navii(table)
    } else if has(&["ID", "名称", "所在地"]) && any(&["薬局のホームページアドレス", "月_開店時間帯1_開始時間"])
    {
        FileKind::NaviiPharmacy
    } else if has(&["id", "name", "address", "pref", "city"]) {
        FileKind::NaviiReduced
    } else if has(&["hospital_name", "address", "sickbed_num"]) {
        FileKind::PrefectureHospitals
    } else if has(&["名称", "医療機関の種類"]) {
        FileKind::MunicipalMedical
    } else if any(&["介護サービス事業所名称"]) || has(&["名称", "実施サービス"]) {
        FileKind::MunicipalCare
    } else if has(&["zipcode", "lgcode", "town"]) {
        FileKind::PostalCodes
    } else if has(&["lgcode", "name_ja"]) || has(&["pref", "city", "citykana", "lgcode"]) {
        FileKind::Municipalities
    } else if has(&["pref", "city", "town", "lat", "lng"]) || has(&["市区町村コード", "大字町丁目名", "緯度", "経度"])
    {
        FileKind::Towns
    } else if has(&["国民の祝日・休日月日", "国民の祝日・休日名称"]) {
        FileKind::Holidays
    } else {
        return of_statistics(table).or_else(|| table.first_row().and_then(of_first_row));
    };
    Some(kind)
}

fn of_navii(table: &Table) -> FileKind {
    let has = |name: &str| table.column(name).is_some();
    if has("月_就業時間帯1_開始時間") {
        return FileKind::NaviiMidwife;
    }
    FileKind::NaviiFacilities(if has("精神病床") {
        NaviiFile::Hospital
    } else if has("一般病床") {
        NaviiFile::Clinic
    } else if has("機関区分") {
        NaviiFile::Dental
    } else {
        NaviiFile::ByRow
    })
}

fn of_statistics(table: &Table) -> Option<FileKind> {
    let has = |names: &[&str]| table.has_all(names);
    if has(&["pref", "insurer", "insured_65plus"]) || has(&["都道府県", "保険者", "計"]) {
        Some(FileKind::InsuredStatistics)
    } else if has(&["pref", "insurer", "group", "total"]) || has(&["都道府県", "保険者", "総数"]) {
        Some(FileKind::CertifiedStatistics)
    } else if has(&["地域コード", "地域識別コード"]) {
        Some(FileKind::Census2015)
    } else if has(&["町丁名", "世帯数", "男", "女"]) {
        Some(FileKind::TownPopulation)
    } else {
        None
    }
}

/// Files without a header are told by the shape of their first row.
fn of_first_row(row: &Row) -> Option<FileKind> {
    let digits = |column: usize, length: usize| {
        let cell = row.cell(column).trim();
        cell.len() == length && cell.bytes().all(|b| b.is_ascii_digit())
    };
    if row.len() == 15 && digits(2, 7) && (digits(0, 5) || digits(0, 4)) {
        Some(FileKind::PostalCodes)
    } else if row.len() == 5 && (digits(0, 9) || digits(0, 8)) && digits(3, 7) && !row.cell(2).is_empty() {
        Some(FileKind::HokenCodes)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
