//! Rows as bytes: quotes only where needed, CRLF, formulas disarmed, in UTF-8 or Windows-31J.

use std::io;

use encoding_rs::{EncoderResult, SHIFT_JIS};
use kyoten_text::csv_cell;

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, without which spreadsheets guess wrong.
    #[default]
    Utf8,
    /// Windows-31J, which browsers and files call Shift_JIS.
    ShiftJis,
}

impl Encoding {
    /// The encoding that an address asks for.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "" | "utf-8" | "utf8" => Some(Self::Utf8),
            "shift_jis" | "shift-jis" | "sjis" | "windows-31j" | "cp932" => Some(Self::ShiftJis),
            _ => None,
        }
    }

    /// The media type (RFC 7111: the first row is a header).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Utf8 => "text/csv; charset=utf-8; header=present",
            Self::ShiftJis => "text/csv; charset=Shift_JIS; header=present",
        }
    }

    /// What every file begins with.
    pub fn beginning(self) -> &'static [u8] {
        match self {
            Self::Utf8 => "\u{feff}".as_bytes(),
            Self::ShiftJis => b"",
        }
    }

    /// Rows in the bytes of this encoding.
    pub fn rows(self, rows: impl IntoIterator<Item = Vec<String>>, header: Option<&[&str]>) -> io::Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        if let Some(header) = header {
            writer.write_record(header)?;
        }
        for row in rows {
            writer.write_record(row.iter().map(|cell| csv_cell::neutralise(cell).into_owned()))?;
        }
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        match self {
            Self::Utf8 => Ok(bytes),
            Self::ShiftJis => Ok(shift_jis(&String::from_utf8_lossy(&bytes))),
        }
    }
}

/// 〓 (U+3013), the printers' sign for a letter they do not have.
const MISSING: [u8; 2] = [0x81, 0xac];

/// Text in Windows-31J; what it does not have becomes 〓.
fn shift_jis(text: &str) -> Vec<u8> {
    // The same characters under the other number that this encoding knows.
    let known = |c: char| match c {
        '〜' => '～',
        '—' => '―',
        '‖' => '∥',
        '–' => '-',
        '¢' => '￠',
        '£' => '￡',
        '¬' => '￢',
        other => other,
    };
    let text: String = text.chars().map(known).collect();
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    loop {
        bytes.reserve(rest.len() * 2 + 16);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::Unmappable(_) => bytes.extend(MISSING),
            EncoderResult::OutputFull => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(encoding: Encoding, cells: &[&str]) -> Vec<u8> {
        let row = cells.iter().map(|cell| (*cell).to_owned()).collect();
        encoding.rows([row], None).expect("memory takes everything")
    }

    #[test]
    fn cells_are_quoted_only_where_needed_and_formulas_disarmed() {
        let cells = ["さくら,苑", "=1+1", "＝1", "03-1234-5678", "-5", "a\"b", "一\n二", ""];
        let text = String::from_utf8(written(Encoding::Utf8, &cells)).expect("UTF-8");
        assert_eq!(text, "\"さくら,苑\",'=1+1,'＝1,03-1234-5678,-5,\"a\"\"b\",\"一\n二\",\r\n");
    }

    #[test]
    fn what_shift_jis_lacks_becomes_a_geta() {
        let read =
            |text: &str| SHIFT_JIS.decode_without_bom_handling(&written(Encoding::ShiftJis, &[text])).0.into_owned();
        assert_eq!(read("髙橋・﨑・①・Ⅱ"), "髙橋・﨑・①・Ⅱ\r\n");
        assert_eq!(read("𠮷田 9〜5 é🏥"), "〓田 9～5 〓〓\r\n");
        assert_eq!(read("𠮷".repeat(500).as_str()), format!("{}\r\n", "〓".repeat(500)));
    }

    #[test]
    fn encodings_have_many_names() {
        assert_eq!(Encoding::named("Shift_JIS"), Some(Encoding::ShiftJis));
        assert_eq!(Encoding::named(""), Some(Encoding::Utf8));
        assert_eq!(Encoding::named("utf-16"), None);
    }
}
