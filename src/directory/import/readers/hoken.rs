//! 地方厚生局 コード内容別医療機関一覧 (医科), without header: 9-digit code, 7-digit code, name, postal code, address.

use kyoten_text::identifier::{FeeTable, MedicalInstitutionCode};

use super::cells::{Checks, Refused, checks, hand_over, padded, short};
use super::place::Stated;
use super::{Context, Interrupted, Refusal, Sink, Warning, data_rows};
use crate::directory::import::gazetteer::PREFECTURES;
use crate::directory::import::table::{Row, Table};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Identifier, IdentifierSystem, Record, ServiceFacts, Source};

pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let mut checks = checks(context);
    data_rows(&mut table, sink, |row, sink| hand_over(row, &mut checks, sink, &mut record))
}

fn record(row: &Row, checks: &mut Checks<'_>) -> Result<Record, Refused> {
    let name = checks.name("医療機関名称", row.cell(2).trim())?;
    let raw = row.cell(0).trim();
    let bad = || ("医療機関コード", Refusal::BadNumber(short(raw)));
    let nine = padded(raw, 9).ok_or_else(bad)?;
    let code = MedicalInstitutionCode::from_nine_digits(&nine, FeeTable::Medical).map_err(|_| bad())?;
    if code.check().is_wrong() {
        checks.warn("医療機関コード", Warning::CheckDigit(code.as_str().to_owned()));
    }
    let prefecture = usize::from(code.prefecture()).checked_sub(1).and_then(|index| PREFECTURES.get(index));
    let place = checks.place(&Stated {
        prefecture: prefecture.copied().unwrap_or_default(),
        address: row.cell(4).trim(),
        postal_code: row.cell(3).trim(),
        address_column: "住所",
        ..Stated::default()
    })?;
    let kind = kind_of(&name);
    let service = |code: &str| ServiceFacts { code: code.to_owned(), ..ServiceFacts::default() };
    let services = match kind {
        OrganizationKind::Hospital => vec![service("inpatient"), service("outpatient")],
        OrganizationKind::DentalClinic => vec![service("dental")],
        _ => vec![service("outpatient")],
    };
    let value = code.as_str().to_owned();
    Ok(Record {
        source: Source::Hoken,
        key: value.clone(),
        dataset: "hoken:medical".to_owned(),
        as_of: checks.context.as_of,
        kind,
        name,
        kana: None,
        identifiers: vec![Identifier { system: IdentifierSystem::MedicalInstitution, value }],
        owner: None,
        owner_number: None,
        place,
        phone: None,
        fax: None,
        url: None,
        email: None,
        services,
        note: String::new(),
    })
}

/// The law keeps the word 病院 for hospitals; the list itself does not say.
fn kind_of(name: &str) -> OrganizationKind {
    let has = |word: &str| name.contains(word);
    let clinic = ["診療所", "クリニック", "医院"].iter().any(|word| name.ends_with(word));
    if has("歯科") && !["医科", "病院", "内科", "整形", "皮膚", "眼科", "小児科"].iter().any(|word| has(word))
    {
        OrganizationKind::DentalClinic
    } else if has("病院") && !clinic || name.ends_with("医療センター") {
        OrganizationKind::Hospital
    } else {
        OrganizationKind::Clinic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_hospital_from_clinic() {
        for (name, kind) in [
            ("札幌中央病院", OrganizationKind::Hospital),
            ("病院前クリニック", OrganizationKind::Clinic),
            ("佐藤医院", OrganizationKind::Clinic),
            ("東京医科歯科大学病院", OrganizationKind::Hospital),
            ("さくら歯科", OrganizationKind::DentalClinic),
            ("みどり内科歯科", OrganizationKind::Clinic),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
