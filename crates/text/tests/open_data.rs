//! The rules against the real open data of the ministry, when a copy lies beside the repository (`../shared/data`).
//!
//! The data is not part of the repository; without it each test says that it was skipped.

use kyoten_text::identifier::{
    CareOfficeNumber, CheckDigit, CorporateNumber, FeeTable, MedicalInstitutionCode, MunicipalityCode,
};
use kyoten_text::phone::PhoneNumber;
use kyoten_text::{address, name, normalize};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

#[test]
fn check_digits_of_medical_institutions_are_wrong_in_few_rows() {
    let Some(path) = data("b_iryo_joho_net/hoken_iryokikan_codes_202508.csv.gz") else {
        return;
    };
    let (mut read, mut wrong) = (0, 0);
    for row in records(&path) {
        let Ok(code) = MedicalInstitutionCode::from_nine_digits(&row[0], FeeTable::Medical) else {
            continue;
        };
        read += 1;
        wrong += usize::from(code.check().is_wrong());
    }
    println!("medical institutions: {wrong} of {read} check digits are wrong");
    assert_eq!((read, wrong), (97_024, 27));
}

#[test]
fn check_digits_of_care_offices_are_wrong_in_few_rows() {
    let Some(rows) = care_offices() else { return };
    let numbers: HashSet<_> = rows.iter().filter_map(|row| CareOfficeNumber::parse(&row.number).ok()).collect();
    let wrong = numbers.iter().filter(|number| number.check().is_wrong()).count();
    let is_letter = |number: &&CareOfficeNumber| !number.as_str().bytes().all(|b| b.is_ascii_digit());
    let letters: Vec<_> = numbers.iter().filter(is_letter).collect();
    let wrong_letters = letters.iter().filter(|number| number.check().is_wrong()).count();
    println!("care offices: {wrong} of {} wrong, with a letter {wrong_letters} of {}", numbers.len(), letters.len());
    assert_eq!((numbers.len(), wrong), (48_811, 40));
    assert_eq!((letters.len(), wrong_letters), (918, 2));
}

#[test]
fn check_digits_of_municipalities_are_right_and_of_legal_persons_nearly_always() {
    let Some(rows) = care_offices() else { return };
    let codes: Vec<_> = rows.iter().filter_map(|row| MunicipalityCode::parse_six(&row.municipality).ok()).collect();
    assert!(codes.len() >= 63_339);
    assert!(codes.iter().all(|code| code.check() == CheckDigit::Right));
    let persons: Vec<_> = rows.iter().filter_map(|row| CorporateNumber::parse(&row.legal_person).ok()).collect();
    let wrong = persons.iter().filter(|number| number.check().is_wrong()).count();
    println!("municipalities: 0 of {} wrong; legal persons: {wrong} of {}", codes.len(), persons.len());
    assert_eq!((persons.len(), wrong), (53_819, 129));
}

#[test]
fn nearly_every_telephone_number_is_read() {
    let Some(rows) = care_offices() else { return };
    let fields: Vec<&str> =
        rows.iter().flat_map(|row| [row.phone.trim(), row.fax.trim()]).filter(|f| !f.is_empty()).collect();
    let read: Vec<_> = fields.iter().filter_map(|field| PhoneNumber::parse(field).ok().map(|n| (field, n))).collect();
    let as_written = read.iter().filter(|(field, number)| number.formatted() == **field).count();
    let refused = fields.len() - read.len();
    println!("telephone: {} fields, {refused} refused, {as_written} hyphenated as written", fields.len());
    assert!(refused * 1000 < fields.len() * 2, "two in a thousand are typing errors, not more");
    assert!(as_written * 100 > fields.len() * 94);
}

#[test]
fn addresses_of_one_office_in_two_lists_have_one_key() {
    let Some(rows) = care_offices() else { return };
    let mut offices: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
    for row in rows {
        offices.entry((&row.number, &row.name)).or_default().push(&row.address);
    }
    let pairs: Vec<&[&str]> = offices.values().flat_map(|addresses| addresses.windows(2)).collect();
    let as_written = pairs.iter().filter(|pair| pair[0] == pair[1]).count();
    let by_key = pairs.iter().filter(|pair| address::key(pair[0]) == address::key(pair[1])).count();
    println!("addresses: of {} pairs {as_written} equal as written, {by_key} by key", pairs.len());
    assert!(by_key * 100 > pairs.len() * 92);
}

#[test]
fn readings_stand_over_the_kanji_of_most_names() {
    let Some(rows) = care_offices() else { return };
    let is_mixed = |row: &&Row| row.name.chars().any(normalize::is_kana) && row.name.chars().any(normalize::is_kanji);
    let names: Vec<_> = rows.iter().filter(is_mixed).filter(|row| !row.kana.is_empty()).collect();
    let aligned = names.iter().filter(|row| name::ruby(&row.name, &row.kana).len() > 1).count();
    println!("readings: {aligned} of {} names with kanji and kana are aligned", names.len());
    assert!(aligned * 100 > names.len() * 94);
}

/// What the tests read of a care office.
struct Row {
    municipality: String,
    name: String,
    kana: String,
    address: String,
    phone: String,
    fax: String,
    legal_person: String,
    number: String,
}

/// The rows of every full list of care offices.
fn care_offices() -> Option<&'static [Row]> {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    let folder = data("a_kaigo_jigyosho")?;
    Some(ROWS.get_or_init(|| {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
            .iter()
            .filter(|path| path.to_string_lossy().contains("jigyosho_"))
            .flat_map(|path| rows_of(path))
            .collect()
    }))
}

fn rows_of(path: &Path) -> Vec<Row> {
    let records = records(path);
    let (header, records) = records.split_first().unwrap();
    let column = |name: &str| header.iter().position(|column| column == name);
    let columns = [
        "都道府県コード又は市町村コード",
        "事業所名",
        "事業所名カナ",
        "住所",
        "電話番号",
        "FAX番号",
        "法人番号",
        "事業所番号",
    ]
    .map(column);
    let row = |record: &csv::StringRecord| {
        let [municipality, name, kana, address, phone, fax, legal_person, number] =
            columns.map(|column| column.and_then(|at| record.get(at)).unwrap_or_default().to_owned());
        Row { municipality, name, kana, address, phone, fax, legal_person, number }
    };
    records.iter().map(row).collect()
}

fn records(path: &Path) -> Vec<csv::StringRecord> {
    let text = text(path);
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(Result::unwrap)
        .collect()
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let mut file = File::open(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        file.read_to_string(&mut text).unwrap();
    }
    text.trim_start_matches('\u{feff}').to_owned()
}

fn data(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: {} is not there", found.display());
    None
}
