//! 医療情報ネット(ナビイ): hospitals, clinics, dentists, pharmacies and midwives, whole, trimmed or re-published.

mod columns;

use super::cells::{Checks, Refused, facilities, plain_digits, short, text};
use super::place::Stated;
use super::{Context, Interrupted, Refusal, Sink, successor};
use crate::directory::hours::{self, Hours};
use crate::directory::import::gazetteer::{prefecture_number, split_prefecture};
use crate::directory::import::kinds::{FileKind, NaviiFile};
use crate::directory::import::table::{Row, Table};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Identifier, IdentifierSystem, Record, ServiceFacts, Source};
use columns::Columns;

/// What an institution is, as 機関区分 and the ID number it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Institution {
    Hospital,
    Clinic,
    Dental,
    Midwife,
    Pharmacy,
}

impl Institution {
    fn of_digit(digit: u8) -> Option<Self> {
        match digit {
            b'1' => Some(Self::Hospital),
            b'2' => Some(Self::Clinic),
            b'3' => Some(Self::Dental),
            b'4' => Some(Self::Midwife),
            b'5' => Some(Self::Pharmacy),
            _ => None,
        }
    }

    /// The third character of an ID stands for what the institution is, behind the prefecture's two.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        id.as_bytes().get(2).copied().and_then(Self::of_digit)
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::Clinic => "clinic",
            Self::Dental => "dental",
            Self::Midwife => "midwife",
            Self::Pharmacy => "pharmacy",
        }
    }

    pub(super) fn kind(self) -> OrganizationKind {
        match self {
            Self::Hospital => OrganizationKind::Hospital,
            Self::Clinic => OrganizationKind::Clinic,
            Self::Dental => OrganizationKind::DentalClinic,
            Self::Midwife => OrganizationKind::Midwife,
            Self::Pharmacy => OrganizationKind::Pharmacy,
        }
    }

    /// The service its hours and departments belong to.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::Hospital | Self::Clinic => "outpatient",
            Self::Dental => "dental",
            Self::Midwife => "midwifery",
            Self::Pharmacy => "pharmacy",
        }
    }
}

/// Reads any facility file of 医療情報ネット.
pub(super) fn read(mut table: Table, kind: &FileKind, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let of_file = match kind {
        FileKind::NaviiFacilities(NaviiFile::Hospital) => Some(Institution::Hospital),
        FileKind::NaviiFacilities(NaviiFile::Clinic) => Some(Institution::Clinic),
        FileKind::NaviiFacilities(NaviiFile::Dental) => Some(Institution::Dental),
        FileKind::NaviiPharmacy => Some(Institution::Pharmacy),
        FileKind::NaviiMidwife => Some(Institution::Midwife),
        _ => None,
    };
    let columns = Columns::of(&table);
    facilities(&mut table, context, sink, |row, checks| record(row, &columns, of_file, checks))
}

fn record(
    row: &Row,
    columns: &Columns,
    of_file: Option<Institution>,
    checks: &mut Checks<'_>,
) -> Result<Record, Refused> {
    let cell = |column| text(row, column);
    let name = checks.name("正式名称", cell(columns.name))?;
    let address = cell(columns.address);
    let prefecture = plain_digits(cell(columns.prefecture_code)).parse().ok();
    let prefecture = prefecture.or_else(|| prefecture_number(cell(columns.prefecture)));
    let prefecture = prefecture.or_else(|| split_prefecture(address).0);
    let id = mended_id(cell(columns.id), prefecture)?;
    // The row knows best: files have been swapped, and their names prove nothing.
    let institution = cell(columns.institution)
        .bytes()
        .next()
        .and_then(Institution::of_digit)
        .or_else(|| Institution::of_id(&id))
        .or(of_file)
        .ok_or_else(|| ("ID", Refusal::UnknownKind(short(&id))))?;
    let place = checks.place(&Stated {
        municipality: municipality(prefecture, cell(columns.municipality)),
        prefecture: cell(columns.prefecture),
        city: cell(columns.city),
        address,
        latitude: cell(columns.latitude),
        longitude: cell(columns.longitude),
        address_column: "所在地",
        position_column: "所在地座標（緯度）",
        ..Stated::default()
    })?;
    let web = checks.web("案内用ホームページアドレス", cell(columns.url));
    let beds = beds(row, columns, checks);
    let hours = hours_of(row, columns, institution, checks);
    let departments = cell(columns.departments);
    let departments = checks.departments(departments.split('|'));
    let kind = match institution {
        Institution::Clinic if !beds.is_empty() => OrganizationKind::ClinicWithBeds,
        other => other.kind(),
    };
    let mut services =
        vec![ServiceFacts { code: institution.service().to_owned(), hours, departments, ..ServiceFacts::default() }];
    if kind == OrganizationKind::Hospital || !beds.is_empty() {
        services.insert(0, ServiceFacts { code: "inpatient".to_owned(), beds, ..ServiceFacts::default() });
    }
    Ok(Record {
        source: Source::Navii,
        key: id.clone(),
        dataset: format!("navii:{}", institution.code()),
        as_of: checks.context.as_of,
        kind,
        name,
        kana: checks.kana(cell(columns.kana)),
        identifiers: vec![Identifier { system: IdentifierSystem::Navii, value: id }],
        owner: None,
        owner_number: None,
        place,
        phone: None,
        fax: None,
        url: web.url,
        email: web.email,
        services,
        note: String::new(),
    })
}

/// The ID with the zero of prefectures 01 to 09 that spreadsheets drop. IDs have no fixed length, so only the
/// prefecture tells.
pub(super) fn mended_id(raw: &str, prefecture: Option<u8>) -> Result<String, Refused> {
    let id: String = raw.chars().map(kyoten_text::normalize::narrow).filter(|c| !c.is_whitespace()).collect();
    if id.is_empty() {
        return Err(("ID", Refusal::Missing));
    }
    if id.len() > 20 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(("ID", Refusal::BadNumber(short(raw))));
    }
    match prefecture {
        Some(number @ 1..=9) if !id.starts_with('0') && id.starts_with(char::from(b'0' + number)) => {
            Ok(format!("0{id}"))
        }
        _ => Ok(id),
    }
}

/// 市区町村コード has three digits here, without check digit.
fn municipality(prefecture: Option<u8>, raw: &str) -> Option<String> {
    let number = plain_digits(raw);
    let prefecture = prefecture.filter(|_| matches!(number.len(), 1..=3) && number != "000")?;
    Some(successor::current(&format!("{prefecture:02}{number:0>3}")).to_owned())
}

fn beds(row: &Row, columns: &Columns, checks: &mut Checks<'_>) -> Vec<(String, u32)> {
    let mut beds = Vec::new();
    for (name, column) in &columns.beds {
        if let Some(count) = checks.count("病床", text(row, *column)) {
            beds.push(((*name).to_owned(), count));
        }
    }
    beds
}

fn hours_of(row: &Row, columns: &Columns, institution: Institution, checks: &mut Checks<'_>) -> Option<Hours> {
    if let Some(first) = columns.pharmacy_hours {
        let cells: Vec<&str> = (0..hours::PharmacyColumns::COLUMNS).map(|n| row.cell(first + n)).collect();
        let (columns, mut warnings) = hours::PharmacyColumns::read(&cells);
        let (hours, more) = hours::from_pharmacy(&columns);
        warnings.extend(more);
        return checks.hours("開店時間帯", (hours, warnings));
    }
    if let Some(first) = columns.closing_flags {
        let cells: Vec<&str> = (0..hours::NaviiFlags::COLUMNS).map(|n| row.cell(first + n)).collect();
        let (flags, mut warnings) = hours::NaviiFlags::read(&cells);
        let (hours, more) = hours::from_navii(&flags, &[]);
        warnings.extend(more);
        return checks.hours("休診日", (hours, warnings));
    }
    if institution == Institution::Midwife && !columns.working.is_empty() {
        let bands = |starts: &[[Option<(usize, usize)>; 8]]| -> Vec<hours::Bands<'_>> {
            let times = |at: &Option<(usize, usize)>| at.map_or(("", ""), |(from, to)| (row.cell(from), row.cell(to)));
            starts.iter().map(|days| std::array::from_fn(|day| times(&days[day]))).collect()
        };
        return checks.hours("就業時間帯", hours::from_bands(&bands(&columns.working), &bands(&columns.reception)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_zero_comes_back_only_where_the_prefecture_says_so() {
        let mended = |id, prefecture| mended_id(id, prefecture).unwrap();
        assert_eq!(mended("111010000010", Some(1)), "0111010000010");
        assert_eq!(mended("41705053", Some(4)), "041705053");
        assert_eq!(mended("0111010000010", Some(1)), "0111010000010");
        assert_eq!(mended("1011100000001", Some(10)), "1011100000001");
        assert_eq!(mended("151BYJTX00001", Some(15)), "151BYJTX00001");
        assert_eq!(mended_id("=1+1", Some(1)), Err(("ID", Refusal::BadNumber("=1+1".into()))));
    }

    #[test]
    fn the_id_tells_what_an_institution_is() {
        assert_eq!(Institution::of_id("0111010000010"), Some(Institution::Hospital));
        assert_eq!(Institution::of_id("24501000124"), Some(Institution::Pharmacy));
        assert_eq!(Institution::of_id("154JOJTX00002"), Some(Institution::Midwife));
        assert_eq!(Institution::of_id("24"), None);
    }
}
