//! Small samples of every kind of file, every trap of the field, and the real files when they are there.

mod real_data;
mod samples;
mod traps;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::directory::import::files::Found;
use crate::directory::import::kinds::recognise;
use crate::directory::store::reference_rows::ReferenceFile;

/// What a file gave, for asking.
#[derive(Debug, Default)]
struct Taken {
    records: Vec<Record>,
    others: Vec<Read>,
    refused: Vec<(u64, String, Refusal)>,
    warned: Vec<(u64, Warning)>,
}

impl Taken {
    fn push(&mut self, read: Read) {
        match read {
            Read::Facility { record, .. } => self.records.push(*record),
            Read::Refused { line, column, reason } => self.refused.push((line, column.unwrap_or_default(), reason)),
            Read::Warned { line, warning, .. } => self.warned.push((line, warning)),
            other => self.others.push(other),
        }
    }

    fn warning_codes(&self) -> Vec<&'static str> {
        self.warned.iter().map(|(_, warning)| warning.code()).collect()
    }
}

/// A few places, as the reference files would give them.
fn gazetteer() -> Gazetteer {
    let mut gazetteer = Gazetteer::default();
    for (code, prefecture, name, parent, latitude, longitude) in [
        ("01100", "北海道", "札幌市", None, 43.062, 141.354),
        ("01101", "北海道", "札幌市中央区", Some("01100"), 43.055, 141.340),
        ("01102", "北海道", "札幌市北区", Some("01100"), 43.09, 141.34),
        ("01303", "北海道", "当別町", None, 43.223, 141.517),
        ("13104", "東京都", "新宿区", None, 35.693, 139.703),
        ("22130", "静岡県", "浜松市", None, 34.71, 137.72),
        ("22140", "静岡県", "浜松市天竜区", Some("22130"), 34.872, 137.816),
        ("24214", "三重県", "いなべ市", None, 35.115, 136.561),
        ("34208", "広島県", "府中市", None, 34.568, 133.236),
        ("34302", "広島県", "府中町", None, 34.39, 132.5),
        ("39201", "高知県", "高知市", None, 33.559, 133.531),
    ] {
        let micro = |degrees: f64| (degrees * 1e6) as i32;
        gazetteer.learn(&Read::Municipality {
            code: code.into(),
            prefecture: prefecture.into(),
            name: name.into(),
            kana: None,
            parent: parent.map(str::to_owned),
            position: Some(Point { latitude: micro(latitude), longitude: micro(longitude) }),
        });
    }
    for (code, name) in
        [("01102", "麻生町六丁目"), ("01102", "あいの里一条六丁目"), ("34208", "府中町"), ("24214", "大安町")]
    {
        let position = Point { latitude: 43_000_000, longitude: 141_000_000 };
        gazetteer.learn(&Read::Town { municipality: code.into(), name: name.into(), position });
    }
    let town =
        Read::PostalCode { code: "0050813".into(), municipality: "01101".into(), town: "南".into(), kana: None };
    gazetteer.learn(&town);
    gazetteer.settle();
    gazetteer
}

fn take(name: &str, content: impl Into<Vec<u8>>) -> (FileKind, Taken) {
    let found = Found::in_memory(name, content.into());
    let kind = recognise(&found).expect("a readable file");
    let gazetteer = gazetteer();
    let mut taken = Taken::default();
    let context = Context { gazetteer: &gazetteer, as_of: None };
    read(&found, &kind, context, &mut |read| {
        taken.push(read);
        Ok(())
    })
    .expect("a whole file");
    (kind, taken)
}

/// The headers of the samples, so that arbitrary cells reach the readers.
fn headers() -> Vec<String> {
    samples::ALL.iter().map(|sample| sample.lines().next().unwrap_or_default().to_owned()).collect()
}

/// Control characters steer terminals and printers, and PostgreSQL takes no zero. Line ends in notes are none.
fn holds_control_characters(read: &Read) -> bool {
    let json = match read {
        Read::Facility { record, .. } => serde_json::to_string(record),
        other => serde_json::to_string(&ReferenceFile::default().take(other)),
    };
    json.expect("it is written").contains("\\u00")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_reader_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 1..400)) {
        let gazetteer = gazetteer();
        let found = Found::in_memory("x.csv", bytes);
        let _ = recognise(&found);
        for kind in FileKind::ALL {
            let _ = read(&found, &kind, Context { gazetteer: &gazetteer, as_of: None }, &mut |_| Ok(()));
        }
    }

    #[test]
    fn no_reader_panics_on_any_cells(
        header in prop::sample::select(headers()),
        rows in prop::collection::vec(prop::collection::vec("[0-9]{0,13}|[-=0-9:.,/あ県市区町ー－（）〒@\u{2028}\"\\x07a]{0,12}|\\PC{0,6}", 1..40), 1..6),
    ) {
        let gazetteer = gazetteer();
        let width = header.split(',').count();
        let mut text = header.into_bytes();
        let mut writer = csv::Writer::from_writer(vec![]);
        for row in rows {
            let row: Vec<String> = row.into_iter().cycle().take(width).collect();
            writer.write_record(&row).unwrap();
        }
        text.push(b'\n');
        text.extend(writer.into_inner().unwrap());
        let found = Found::in_memory("x.csv", text);
        let kind = recognise(&found).unwrap();
        for kind in FileKind::ALL.into_iter().chain([kind]) {
            let _ = read(&found, &kind, Context { gazetteer: &gazetteer, as_of: None }, &mut |read| {
                if let Read::Facility { record, .. } = &read {
                    assert!(record.name.chars().count() <= refusal::LONGEST_NAME);
                    assert!(record.place.address.chars().count() <= refusal::LONGEST_ADDRESS + 80);
                    assert!(record.key.len() < 500, "a key that no index holds: {}", record.key);
                }
                assert!(!holds_control_characters(&read), "{read:?}");
                Ok(())
            });
        }
    }
}
