use std::io::{self, Read};

use proptest::prelude::*;

use super::*;
use crate::directory::import::files::Found;

fn open(bytes: impl Into<Vec<u8>>) -> Table {
    Table::open(&Found::in_memory("x.csv", bytes.into())).unwrap()
}

/// Every row with its line: its cells, or why it was refused.
fn all(table: &mut Table) -> Vec<(u64, Result<Vec<String>, RowProblem>)> {
    let mut row = Row::default();
    let mut list = Vec::new();
    loop {
        match table.next_row(&mut row).unwrap() {
            Step::Row => list.push((row.line(), Ok(row.cells().map(str::to_owned).collect()))),
            Step::Refused(problem) => list.push((row.line(), Err(problem))),
            Step::End => return list,
        }
    }
}

fn cells(cells: &[&str]) -> Result<Vec<String>, RowProblem> {
    Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn every_encoding_gives_the_same_table() {
    let text = "名称,住所\r\n髙橋医院,①丁目～ソ表\r\n";
    let (shift_jis, _, bad) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!bad);
    let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
    };
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8),
        (shift_jis.into_owned(), Encoding::ShiftJis),
        (utf16(u16::to_le_bytes), Encoding::Utf16),
        (utf16(u16::to_be_bytes), Encoding::Utf16),
    ] {
        let mut table = open(bytes);
        assert_eq!(table.encoding(), encoding);
        assert_eq!(table.column("住所"), Some(1));
        assert_eq!(all(&mut table), [(2, cells(&["髙橋医院", "①丁目～ソ表"]))]);
    }
}

#[test]
fn a_row_in_another_encoding_is_refused_alone() {
    let mut bytes = "名称,住所\nあ,い\n".repeat(3000).into_bytes();
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode("医院,町\n");
    bytes.extend_from_slice(&shift_jis);
    bytes.extend_from_slice("う,え\n".as_bytes());
    let all = all(&mut open(bytes));
    assert_eq!(all[all.len() - 2], (6001, Err(RowProblem::BadBytes(Encoding::Utf8))));
    assert_eq!(all[all.len() - 1], (6002, cells(&["う", "え"])));
}

#[test]
fn bytes_of_no_encoding_are_refused_as_a_whole() {
    let found = Found::in_memory("x.csv", vec![0xff, 0x81, 0xff, 0x80, 0xa0, 0xff, b'\n']);
    assert_eq!(Table::open(&found).err(), Some(FileProblem::UnknownEncoding));
    assert_eq!(Table::open(&Found::in_memory("x.csv", vec![])).err(), Some(FileProblem::Empty));
}

#[test]
fn lines_are_physical_lines() {
    let text = "a,b\n\n\"1\n1\",2\r\nx\n3,\"q\"\"q\"\n,\n5,6";
    let wrong = RowProblem::WrongColumns { expected: 2, found: 1 };
    assert_eq!(
        all(&mut open(text)),
        [(3, cells(&["1\n1", "2"])), (5, Err(wrong)), (6, cells(&["3", "q\"q"])), (8, cells(&["5", "6"]))]
    );
    assert_eq!(all(&mut open("a,b\r1,2\r3,4")), [(2, cells(&["1", "2"])), (3, cells(&["3", "4"]))]);
    assert_eq!(all(&mut open("a\tb\n1\t2,3\n")), [(2, cells(&["1", "2,3"]))]);
}

#[test]
fn separators_of_unicode_do_not_end_a_row() {
    let note = "一\u{2028}二\u{85}三\u{b}四";
    assert_eq!(all(&mut open(format!("a,b\n{note},2\n"))), [(2, cells(&[note, "2"]))]);
}

#[test]
fn an_open_quote_costs_one_row() {
    let rows: String = (0..9000).map(|n| format!("{n},あいうえおかきくけこ\n")).collect();
    let all = all(&mut open(format!("a,b\n\"never,closed\n{rows}")));
    assert_eq!(all[0], (2, Err(RowProblem::UnclosedQuote)));
    assert_eq!((all.len(), &all[1]), (9001, &(3, cells(&["0", "あいうえおかきくけこ"]))));
}

#[test]
fn endless_cells_and_rows_cost_one_row() {
    let long = "x".repeat(LONGEST_CELL + 1);
    let endless = "y".repeat(3_000_000);
    let all = all(&mut open(format!("a,b\n{long},1\n2,3\n{endless}\n4,5\n")));
    assert_eq!(
        all,
        [
            (2, Err(RowProblem::CellTooLong)),
            (3, cells(&["2", "3"])),
            (4, Err(RowProblem::CellTooLong)),
            (5, cells(&["4", "5"]))
        ]
    );
}

#[test]
fn a_long_cell_is_told_as_long_whatever_is_quoted_in_its_row() {
    let long = "x".repeat(3_000_000);
    for row in [format!("\"{long}\",1"), format!("\"a,b\",{long}"), format!("{long},\"a,b\""), format!("\"{long},1")] {
        let all = all(&mut open(format!("a,b\n{row}\n2,3\n")));
        assert_eq!(all, [(2, Err(RowProblem::CellTooLong)), (3, cells(&["2", "3"]))], "{}", &row[..8]);
    }
    // The control: what ends with the file, or goes on beyond its line, was never closed.
    assert_eq!(all(&mut open("a,b\n\"x,1")), [(2, Err(RowProblem::UnclosedQuote))]);
}

#[test]
fn columns_are_found_by_what_they_mean() {
    let table = open("ＮＯ,方書（ビル名等）,第１週（月）, 緯度 ,休診（月）,休診（火）\n1,2,3,4,5,6\n");
    assert_eq!(table.column("NO"), Some(0));
    assert_eq!(table.column("方書"), Some(1));
    assert_eq!(table.column("第1週(月)"), Some(2));
    assert_eq!(table.column("緯度"), Some(3));
    assert_eq!(table.column("休診"), None);
}

/// Rows without end that are made while they are read.
struct Generated {
    left: usize,
    row: Vec<u8>,
    at: usize,
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.left);
        let length = length.min(self.row.len() - self.at);
        buffer[..length].copy_from_slice(&self.row[self.at..][..length]);
        self.at = (self.at + length) % self.row.len();
        self.left -= length;
        Ok(length)
    }
}

#[test]
fn a_file_of_500_megabytes_needs_no_memory() {
    let row = format!("\"01\",札幌市北区麻生町６丁目,\"あざぶ \"\"マリオン\"\"\",{},141.3\r\n", "備考".repeat(1000))
        .into_bytes();
    let size = 500_000_000 / row.len() * row.len();
    let source = Generated { left: size, row: row.clone(), at: 0 };
    let mut rows = TextRows::new(Box::new(source), Encoding::Utf8);
    let (mut row_of, mut count) = (Row::default(), 0);
    while rows.next_row(&mut row_of).unwrap() == Step::Row {
        count += 1;
        assert_eq!(row_of.len(), 5);
    }
    assert_eq!((count, row_of.line()), (size / row.len(), (size / row.len() + 1) as u64));
    assert!(rows.held() < 1_000_000, "{}", rows.held());
}

proptest! {
    #[test]
    fn well_formed_tables_read_as_the_csv_crate_reads_them(
        rows in prop::collection::vec(prop::collection::vec("[a-zあ,\"\r\n ]{0,6}", 3), 1..20),
    ) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
        writer.write_record(["x", "y", "z"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let read = all(&mut open(writer.into_inner().unwrap()));
        let kept: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).map(Ok).collect();
        prop_assert_eq!(read.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), kept);
    }

    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), any::<u8>()], 1..600)) {
        if let Ok(mut table) = Table::open(&Found::in_memory("x", bytes)) {
            all(&mut table);
        }
    }
}
