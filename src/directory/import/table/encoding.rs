//! Which encoding a file is in, told from its first bytes.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, SHIFT_JIS, UTF_16BE, UTF_16LE};

use crate::directory::import::files::{Content, FileProblem};

/// How much of a file decides its encoding.
const SAMPLE: usize = 64 * 1024;

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark; the rows arrive as UTF-8.
    Utf16,
    /// Shift_JIS as Windows writes it (CP932).
    ShiftJis,
}

impl Encoding {
    /// The name people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::ShiftJis => "Shift_JIS",
        }
    }
}

/// The content without byte order mark, UTF-16 turned into UTF-8 on the way.
pub(super) fn decoded(mut content: Content) -> Result<(Encoding, Box<dyn Read + Send>), FileProblem> {
    let mut sample = vec![0; SAMPLE];
    let mut length = 0;
    while length < SAMPLE {
        match content.read(&mut sample[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(FileProblem::from_io(&e)),
        }
    }
    let whole = length < SAMPLE;
    sample.truncate(length);
    if sample.is_empty() {
        return Err(FileProblem::Empty);
    }
    let rest = |skip: usize| io::Cursor::new(sample[skip..].to_vec()).chain(content);
    match sample.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => Ok((Encoding::Utf8, Box::new(rest(3)))),
        [0xff, 0xfe, ..] => Ok((Encoding::Utf16, Box::new(Transcoded::new(UTF_16LE.new_decoder(), rest(2))))),
        [0xfe, 0xff, ..] => Ok((Encoding::Utf16, Box::new(Transcoded::new(UTF_16BE.new_decoder(), rest(2))))),
        bytes => Ok((detect(bytes, whole)?, Box::new(rest(0)))),
    }
}

/// UTF-8 when it reads as such, else Shift_JIS when it reads as such; with errors, whichever has few and fewer.
fn detect(bytes: &[u8], whole: bool) -> Result<Encoding, FileProblem> {
    if bytes.contains(&0) && !is_mostly_text(bytes) {
        return Err(FileProblem::UnknownEncoding);
    }
    let utf8 = bad_utf8(bytes, whole);
    if utf8 == 0 {
        return Ok(Encoding::Utf8);
    }
    let shift_jis = bad_shift_jis(bytes);
    let letters = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let fewest = utf8.min(shift_jis);
    if fewest * 50 > letters {
        Err(FileProblem::UnknownEncoding)
    } else if shift_jis < utf8 {
        Ok(Encoding::ShiftJis)
    } else {
        Ok(Encoding::Utf8)
    }
}

/// A character that texts do not have.
pub fn is_odd(byte: &u8) -> bool {
    *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n')
}

/// Of a hundred bytes not more than five are odd: something spoilt a cell or two, and the rows tell which.
pub fn is_mostly_text(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| is_odd(byte)).count() * 20 <= bytes.len()
}

fn bad_utf8(bytes: &[u8], whole: bool) -> usize {
    bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .filter(|chunk| whole || chunk.invalid().as_ptr_range().end != bytes.as_ptr_range().end)
        .count()
}

/// A character cut by the end of the sample counts as one error at most, which never decides.
fn bad_shift_jis(bytes: &[u8]) -> usize {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let mut out = [0; 4096];
    let (mut from, mut bad) = (0, 0);
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[from..], &mut out, false);
        from += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return bad,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(..) => bad += 1,
        }
    }
}

/// UTF-16 read as UTF-8; what is malformed becomes U+FFFD and refuses its row later.
struct Transcoded<R> {
    decoder: Decoder,
    source: R,
    input: Vec<u8>,
    from: usize,
    to: usize,
    last: bool,
    ended: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(decoder: Decoder, source: R) -> Self {
        Self { decoder, source, input: vec![0; 8192], from: 0, to: 0, last: false, ended: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder never writes a part of a character.
        if buffer.len() < 16 || self.ended {
            return Ok(0);
        }
        loop {
            if self.from == self.to && !self.last {
                self.from = 0;
                self.to = self.source.read(&mut self.input)?;
                self.last = self.to == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.input[self.from..self.to], buffer, self.last);
            self.from += read;
            self.ended = self.last && result == CoderResult::InputEmpty;
            if written > 0 || self.ended {
                return Ok(written);
            }
        }
    }
}
