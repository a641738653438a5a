//! Readings over the kanji of a name (ふりがな・ルビ).

use crate::normalize::{is_dash, is_kana, is_kanji, search_key, to_hiragana};

/// A piece of a name, and the reading that stands over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruby {
    /// The characters of the name.
    pub base: String,
    /// Their reading in hiragana; `None` over kana, spaces, and letters without reading.
    pub reading: Option<String>,
}

/// One kanji is seldom read with more sounds than 志 (こころざし) or 承る (うけたまわる).
const MOST_SOUNDS: usize = 6;

/// What public bodies are read as, when a list's kana leaves it out.
const UNREAD_FRONTS: [(&str, &str); 9] = [
    ("医療法人社団", "いりょうほうじん"),
    ("医療法人財団", "いりょうほうじん"),
    ("社会医療法人", "しゃかいいりょうほうじん"),
    ("医療法人", "いりょうほうじん"),
    ("社会福祉法人", "しゃかいふくしほうじん"),
    ("特定非営利活動法人", "とくていひえいりかつどうほうじん"),
    ("株式会社", "かぶしき"),
    ("有限会社", "ゆうげん"),
    ("合同会社", "ごうどう"),
];

/// Lays a reading over a name so that it stands over the kanji only: 汐見野みなと歯科 → 汐見野(しおみの) みなと 歯科(しか).
///
/// The kana in the name are the anchors. When they leave more than one way, or none, the whole reading stands over
/// the whole name: no reading is better than a wrong one, and a wide one is right. The bases joined are always the name.
pub fn ruby(name: &str, kana: &str) -> Vec<Ruby> {
    let reading = with_long_marks(&to_hiragana(kana.trim()));
    if name.is_empty() {
        return Vec::new();
    }
    if search_key(&reading).is_empty() {
        return vec![plain(name)];
    }
    aligned(name, &reading, Gaps::Anchors)
        .or_else(|| by_words(name, &reading))
        .or_else(|| aligned(name, &reading, Gaps::Ignored))
        .or_else(|| without_front(name, &reading))
        .unwrap_or_else(|| whole(name, &reading))
}

/// Hyphens that were typed for long marks (ステ-ション) made long marks.
fn with_long_marks(reading: &str) -> String {
    let mut after_kana = false;
    let long = |c: char| {
        let c = if after_kana && is_dash(c) { 'ー' } else { c };
        after_kana = is_kana(c);
        c
    };
    reading.chars().map(long).collect()
}

/// Name and reading have the same number of words: each word for itself.
fn by_words(name: &str, reading: &str) -> Option<Vec<Ruby>> {
    let words = split_words(name);
    let readings: Vec<&str> = reading.split_whitespace().collect();
    let written = words.iter().filter(|word| !is_blank(word)).count();
    if written < 2 || written != readings.len() {
        return None;
    }
    let mut next = readings.into_iter();
    let mut pieces = Vec::new();
    for word in words {
        if is_blank(word) {
            pieces.push(plain(word));
        } else {
            let reading = next.next()?;
            pieces.extend(aligned(word, reading, Gaps::Ignored).unwrap_or_else(|| whole(word, reading)));
        }
    }
    Some(pieces)
}

/// Words and the blanks between them, in order.
fn split_words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut from = 0;
    let mut blank = name.starts_with(char::is_whitespace);
    for (at, c) in name.char_indices() {
        if c.is_whitespace() != blank {
            words.push(&name[from..at]);
            (from, blank) = (at, !blank);
        }
    }
    words.push(&name[from..]);
    words
}

fn is_blank(word: &str) -> bool {
    word.starts_with(char::is_whitespace)
}

/// The legal form (and the owner behind it, up to a space) is not part of the reading.
fn without_front(name: &str, reading: &str) -> Option<Vec<Ruby>> {
    let (front, sound) = UNREAD_FRONTS.iter().find(|(front, _)| name.starts_with(front))?;
    if reading.starts_with(sound) {
        return None;
    }
    let after_form = front.len();
    let after_owner = name[after_form..].find(char::is_whitespace).map(|at| after_form + at);
    [Some(after_form), after_owner].into_iter().flatten().find_map(|cut| {
        let rest = name[cut..].trim_start();
        let front = &name[..name.len() - rest.len()];
        let mut pieces = vec![plain(front)];
        pieces.extend(aligned(rest, reading, Gaps::Ignored)?);
        Some(pieces)
    })
}

fn whole(name: &str, reading: &str) -> Vec<Ruby> {
    if !name.chars().any(is_kanji) {
        return vec![plain(name)];
    }
    vec![Ruby { base: name.to_owned(), reading: Some(reading.to_owned()) }]
}

fn plain(base: &str) -> Ruby {
    Ruby { base: base.to_owned(), reading: None }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Is read as it is written.
    Kana,
    /// Has a reading. Digits and letters that touch kanji belong to it (第2病院).
    Kanji,
    /// Latin letters and digits on their own: read somehow, or not at all.
    Letters,
    /// Spaces and signs: never read.
    Silent,
}

struct Piece<'a> {
    base: &'a str,
    kind: Kind,
    /// For kana: its sounds, folded as the reading is.
    sounds: Vec<char>,
}

/// What spaces, dots and brackets in the reading mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    /// They stand where the name has them.
    Anchors,
    /// They stand anywhere.
    Ignored,
}

/// How 「&」 is read in names.
const AND: [char; 3] = ['あ', 'ん', 'ど'];

/// Stands in the sounds for spaces, dots and brackets of the reading.
const GAP: char = ' ';

/// The pieces with their readings when exactly one way leads through.
fn aligned(name: &str, reading: &str, gaps: Gaps) -> Option<Vec<Ruby>> {
    let pieces = pieces(name);
    let shown = sounds_of(reading, gaps);
    let folded: Vec<char> = shown.iter().map(|c| folded(*c)).collect();
    let ends = only_way(&pieces, &folded)?;
    let mut from = 0;
    let rubies = pieces.iter().zip(ends).map(|(piece, end)| {
        let sounds = &shown[from..end];
        from = end;
        let reading = (piece.kind == Kind::Kanji).then(|| sounds.iter().collect());
        Ruby { base: piece.base.to_owned(), reading }
    });
    Some(rubies.collect())
}

/// The sounds of a reading, with one gap for each run of other characters between them when gaps are anchors.
fn sounds_of(reading: &str, gaps: Gaps) -> Vec<char> {
    let mut sounds = Vec::with_capacity(reading.len() / 3);
    for c in reading.chars() {
        if is_kana(c) || c.is_alphanumeric() {
            sounds.push(c);
        } else if gaps == Gaps::Anchors && sounds.last().is_some_and(|last| *last != GAP) {
            sounds.push(GAP);
        }
    }
    if sounds.last() == Some(&GAP) {
        sounds.pop();
    }
    sounds
}

/// Where each piece ends in the reading, if there is exactly one way. Counts ways from the back, at most to two.
fn only_way(pieces: &[Piece], sounds: &[char]) -> Option<Vec<usize>> {
    let length = sounds.len();
    let mut ways = vec![vec![0u8; length + 1]; pieces.len() + 1];
    ways[pieces.len()][length] = 1;
    for (at, piece) in pieces.iter().enumerate().rev() {
        for from in 0..=length {
            ways[at][from] =
                piece.ends(sounds, from).map(|end| ways[at + 1][end]).fold(0, |sum: u8, more| (sum + more).min(2));
        }
    }
    if ways[0][0] != 1 {
        return None;
    }
    let mut from = 0;
    let mut ends = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        from = piece.ends(sounds, from).find(|end| ways[at + 1][*end] == 1)?;
        ends.push(from);
    }
    Some(ends)
}

impl Piece<'_> {
    /// Every place where a piece that begins at `from` can end in the reading.
    fn ends(&self, sounds: &[char], from: usize) -> std::ops::RangeInclusive<usize> {
        let until_gap = sounds[from..].iter().position(|c| *c == GAP).map_or(sounds.len(), |gap| from + gap);
        let most = until_gap.min(from + self.base.chars().count() * MOST_SOUNDS);
        match self.kind {
            Kind::Silent if sounds.get(from) == Some(&GAP) => from + 1..=from + 1,
            // 「&」 is read, or it is not.
            Kind::Silent if matches!(self.base, "&" | "＆") && sounds[from..].starts_with(&AND) => {
                let end = from + AND.len();
                end..=end
            }
            Kind::Silent => from..=from,
            Kind::Kana if self.is_read(&sounds[from..]) => {
                let end = from + self.sounds.len();
                end..=end
            }
            // An empty range: this piece cannot begin here.
            Kind::Kana => from + 1..=from,
            Kind::Kanji => from + 1..=most,
            Kind::Letters => from..=most,
        }
    }

    /// Do the sounds begin as this kana is written? A long mark may be written as a vowel (ホーム, ホウム).
    fn is_read(&self, sounds: &[char]) -> bool {
        let is_vowel = |c: char| "あいうえお".contains(c);
        let alike = |(a, b): (&char, &char)| a == b || (*a == 'ー' && is_vowel(*b)) || (*b == 'ー' && is_vowel(*a));
        sounds.len() >= self.sounds.len() && self.sounds.iter().zip(sounds).all(alike)
    }
}

fn pieces(name: &str) -> Vec<Piece<'_>> {
    let mut runs: Vec<(usize, usize, Kind)> = Vec::new();
    for (at, c) in name.char_indices() {
        let end = at + c.len_utf8();
        let before = runs.last().map(|run| run.2);
        let kind = kind_of(c, before);
        match runs.last_mut() {
            Some(run) if run.2 == kind => run.1 = end,
            // 2階: what begins as digits is read together with the kanji behind it.
            Some(run) if run.2 == Kind::Letters && kind == Kind::Kanji => (run.1, run.2) = (end, kind),
            Some(run) if run.2 == Kind::Kanji && kind == Kind::Letters => run.1 = end,
            _ => runs.push((at, end, kind)),
        }
    }
    let piece = |(from, to, kind): (usize, usize, Kind)| {
        let base = &name[from..to];
        let sounds = if kind == Kind::Kana { to_hiragana(base).chars().map(folded).collect() } else { Vec::new() };
        Piece { base, kind, sounds }
    };
    runs.into_iter().map(piece).collect()
}

fn kind_of(c: char, before: Option<Kind>) -> Kind {
    match c {
        // 関ヶ原: a counter between kanji is read が or か.
        'ヶ' | 'ヵ' if before == Some(Kind::Kanji) => Kind::Kanji,
        'ﾞ' | 'ﾟ' | '゛' | '゜' | '\u{3099}' | '\u{309a}' => before.unwrap_or(Kind::Silent),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => before.unwrap_or(Kind::Silent),
        _ if is_kana(c) => Kind::Kana,
        _ if is_kanji(c) => Kind::Kanji,
        _ if c.is_alphanumeric() => Kind::Letters,
        _ => Kind::Silent,
    }
}

/// One sound for comparing: dashes typed for long marks, small and large kana alike.
fn folded(c: char) -> char {
    search_key(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(name: &str, kana: &str) -> String {
        ruby(name, kana)
            .into_iter()
            .map(|piece| match piece.reading {
                Some(reading) => format!("[{}|{reading}]", piece.base),
                None => format!("[{}]", piece.base),
            })
            .collect()
    }

    #[test]
    fn readings_stand_over_the_kanji() {
        for (name, kana, expected) in [
            ("汐見野みなと歯科", "シオミノミナトシカ", "[汐見野|しおみの][みなと][歯科|しか]"),
            ("佐藤　花子", "ｻﾄｳ ﾊﾅｺ", "[佐藤|さとう][　][花子|はなこ]"),
            ("佐藤 花子", "サトウハナコ", "[佐藤 花子|さとうはなこ]"),
            ("おおた医院", "オオタイイン", "[おおた][医院|いいん]"),
            (
                "訪問看護ステーション　ひなた",
                "ホウモンカンゴステ-ションヒナタ",
                "[訪問看護|ほうもんかんご][ステーション][　][ひなた]",
            ),
            ("第2病院", "ダイニビョウイン", "[第2病院|だいにびょういん]"),
            ("関ヶ原診療所", "セキガハラシンリョウジョ", "[関ヶ原診療所|せきがはらしんりょうじょ]"),
            (
                "医療法人良心会　中尾歯科いなべ診療所",
                "ナカオシカイナベシンリョウショ",
                "[医療法人良心会　][中尾歯科|なかおしか][いなべ][診療所|しんりょうしょ]",
            ),
            ("医療法人社団 さくら会", "サクラカイ", "[医療法人社団 ][さくら][会|かい]"),
            (
                "岡沼内科・往診クリニック",
                "オカヌマナイカ・オウシンクリニック",
                "[岡沼内科|おかぬまないか][・][往診|おうしん][クリニック]",
            ),
            (
                "特別養護老人ホーム羽衣荘",
                "トクベツヨウゴロウジンホウムハゴロモソウ",
                "[特別養護老人|とくべつようごろうじん][ホーム][羽衣荘|はごろもそう]",
            ),
            ("さくら", "サクラ", "[さくら]"),
            ("台ドラッグ&調剤", "ダイドラッグアンドチョウザイ", "[台|だい][ドラッグ][&][調剤|ちょうざい]"),
            ("台ドラッグ&調剤", "ダイドラッグチョウザイ", "[台|だい][ドラッグ][&][調剤|ちょうざい]"),
            ("髙橋", "", "[髙橋]"),
            ("木の香の里", "キノカノサト", "[木|き][の][香|か][の][里|さと]"),
            ("山田みなと", "ヤマダ", "[山田みなと|やまだ]"),
        ] {
            assert_eq!(written(name, kana), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_bases_joined_are_the_name(name in "\\PC*|[汐見野みなと歯科ァA1 　ヶ医療法人ﾞ]{0,10}", kana in "[ァ-ヶｦ-ﾟ ーA]{0,12}|\\PC*") {
            let joined: String = ruby(&name, &kana).iter().map(|piece| piece.base.as_str()).collect();
            prop_assert_eq!(joined, name);
        }
    }
}
