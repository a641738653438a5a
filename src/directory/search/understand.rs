//! What was typed, taken apart: needs of the table, words to look for, and words that only join them.
//!
//! 「麻薬 注射 夜」 is two needs, 「日曜日の歯医者」 a condition and a need, 「さくら歯科」 one word: a name is never cut.
//! Nothing here knows places; a word that is covered by needs but for one piece says so, and whoever knows places decides.

use kyoten_text::normalize::{is_kana, search_key};

use super::needs::{self, Need};
use super::text::is_whole_phone;

/// A part of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As typed, one space between words that were typed apart.
    pub typed: String,
    /// What it is.
    pub meaning: Meaning,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A word to look for.
    Word,
    /// A word in quotation marks, to be looked for as it stands.
    Quoted,
    /// A need of the table.
    Need(&'static Need),
    /// A word that only joins the others: の, ほしい.
    Filler,
    /// A word that would fall into these pieces if its [`Meaning::Word`]s were places: 西町の歯医者.
    Mixed(Vec<Piece>),
}

impl Piece {
    fn new(typed: &str, meaning: Meaning) -> Self {
        Self { typed: typed.split_whitespace().collect::<Vec<_>>().join(" "), meaning }
    }
}

/// So many words typed apart may be one phrase: end of life care.
const MOST_WORDS: usize = 5;
/// Longer words are not taken apart; nobody types a need of that length without a space.
const LONGEST_SENTENCE: usize = 40;
/// Shorter phrases in kana stand inside of too many names.
const SHORTEST_KANA: usize = 3;

/// Takes a text apart.
pub fn understand(text: &str) -> Vec<Piece> {
    let words: Vec<&str> = words(text);
    let keys: Vec<String> = words.iter().map(|word| search_key(word)).collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if quoted(words[at]).is_some() {
            pieces.push(Piece::new(words[at], Meaning::Quoted));
            at += 1;
            continue;
        }
        let longest = MOST_WORDS.min(words.len() - at);
        if let Some(count) = (2..=longest).find(|count| is_whole_phone(&words[at..at + count])) {
            pieces.push(Piece::new(&words[at..at + count].join(" "), Meaning::Word));
            at += count;
            continue;
        }
        let phrase = (1..=longest).rev().find_map(|count| {
            let (apart, keys) = (&words[at..at + count], &keys[at..at + count]);
            let need = needs::need(&keys.concat())?;
            let is_said = apart.iter().zip(keys).all(|(word, key)| quoted(word).is_none() && !key.is_empty());
            is_said.then_some((count, need))
        });
        if let Some((count, need)) = phrase {
            pieces.push(Piece::new(&words[at..at + count].join(" "), Meaning::Need(need)));
            at += count;
            continue;
        }
        if needs::is_filler(&keys[at]) {
            pieces.push(Piece::new(words[at], Meaning::Filler));
        } else {
            pieces.extend(taken_apart(words[at], &keys[at]));
        }
        at += 1;
    }
    let mut pieces: Vec<Piece> = pieces.into_iter().flat_map(read_as).collect();
    // Words that join nothing are what is looked for.
    if pieces.iter().all(|piece| matches!(piece.meaning, Meaning::Filler | Meaning::Word | Meaning::Quoted)) {
        for piece in pieces.iter_mut().filter(|piece| piece.meaning == Meaning::Filler) {
            piece.meaning = Meaning::Word;
        }
    }
    pieces
}

/// A piece, or the pieces of the words that say the same.
fn read_as(piece: Piece) -> Vec<Piece> {
    match piece.meaning {
        Meaning::Need(need) if !need.reads_as.is_empty() => understand(&need.reads_as),
        Meaning::Mixed(parts) => {
            let parts = parts.into_iter().flat_map(read_as).collect();
            vec![Piece { typed: piece.typed, meaning: Meaning::Mixed(parts) }]
        }
        meaning => vec![Piece { typed: piece.typed, meaning }],
    }
}

/// The words of a text; what stands between quotation marks is one word.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = first.len_utf8();
        let end = match is_quote(first).then(|| rest[after..].find(is_quote)).flatten() {
            Some(close) => after + close + rest[after + close..].chars().next().map_or(0, char::len_utf8),
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    words
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '＂')
}

/// What stands between quotation marks; nothing when there are none, or nothing between them.
pub(super) fn quoted(word: &str) -> Option<&str> {
    let inner = word.strip_prefix(is_quote)?.strip_suffix(is_quote)?;
    (!search_key(inner).is_empty()).then_some(inner)
}

/// A word that is no phrase by itself: its pieces when needs and joining words cover it, else the word.
fn taken_apart(word: &str, key: &str) -> Vec<Piece> {
    let pieces = if word.is_ascii() || word.chars().count() > LONGEST_SENTENCE { None } else { covered(word, key) };
    match pieces {
        Some(pieces) if pieces.iter().all(|piece| piece.meaning != Meaning::Word) => pieces,
        Some(pieces) => vec![Piece::new(word, Meaning::Mixed(pieces))],
        None => vec![Piece::new(word, Meaning::Word)],
    }
}

/// How dear a way of covering a word is: characters that nothing explains, then pieces, then joining words.
type Cost = (usize, usize, usize);

/// The best way to cover a word that holds at least one need.
fn covered(word: &str, key: &str) -> Option<Vec<Piece>> {
    let cuts = cuts(word, key);
    let mut best: Vec<Option<(Cost, usize, Part)>> = vec![None; cuts.len()];
    *best.first_mut()? = Some(((0, 0, 0), 0, Part::Filler));
    for to in 1..cuts.len() {
        for from in 0..to {
            let Some((so_far, _, _)) = best[from] else { continue };
            let (part, cost) = Part::of(&key[cuts[from].0..cuts[to].0], to - from);
            let cost = (so_far.0 + cost.0, so_far.1 + cost.1, so_far.2 + cost.2);
            if best[to].is_none_or(|(known, _, _)| cost < known) {
                best[to] = Some((cost, from, part));
            }
        }
    }
    let mut pieces = Vec::new();
    let mut to = cuts.len() - 1;
    while to > 0 {
        let (_, from, part) = best[to]?;
        let meaning = match part {
            Part::Need(need) => Meaning::Need(need),
            Part::Filler => Meaning::Filler,
            Part::Word => Meaning::Word,
        };
        pieces.push(Piece::new(&word[cuts[from].1..cuts[to].1], meaning));
        to = from;
    }
    pieces.reverse();
    pieces.iter().any(|piece| matches!(piece.meaning, Meaning::Need(_))).then_some(pieces)
}

/// What a stretch of a word may be.
#[derive(Clone, Copy)]
enum Part {
    Need(&'static Need),
    Filler,
    Word,
}

impl Part {
    fn of(key: &str, chars: usize) -> (Self, Cost) {
        let in_names = chars < SHORTEST_KANA && key.chars().all(is_kana);
        let need = if in_names || chars > needs::longest() { None } else { needs::need(key) };
        match need {
            Some(need) => (Self::Need(need), (0, 1, 0)),
            None if needs::is_filler(key) => (Self::Filler, (0, 1, 1)),
            // Nothing is called by one kana: ごはん is no ご and ん.
            None if chars == 1 && key.chars().all(is_kana) => (Self::Word, (chars + 2, 1, 0)),
            None => (Self::Word, (chars, 1, 0)),
        }
    }
}

/// Where a word can be cut: the places in its key and in itself. Between a letter and its voiced mark there is none.
fn cuts(word: &str, key: &str) -> Vec<(usize, usize)> {
    let mut cuts = vec![(0, 0)];
    for (at, _) in word.char_indices().skip(1).chain([(word.len(), ' ')]) {
        let before = search_key(&word[..at]);
        let last = cuts.last().map_or(0, |(known, _)| *known);
        if before.len() > last && key.starts_with(&before) {
            cuts.push((before.len(), at));
        } else if before.len() == last
            && let Some(cut) = cuts.last_mut().filter(|_| last > 0)
        {
            // Something that is not looked for, such as 「、」, goes with what stands before it.
            cut.1 = at;
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let one = |piece: &Piece| match &piece.meaning {
            Meaning::Word => piece.typed.clone(),
            Meaning::Quoted => format!("'{}'", piece.typed),
            Meaning::Need(need) => format!("[{}]", need.name()),
            Meaning::Filler => "·".to_owned(),
            Meaning::Mixed(parts) => {
                format!("?{}", parts.iter().map(|part| part.typed.as_str()).collect::<Vec<_>>().join("+"))
            }
        };
        understand(text).iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn capabilities_typed_apart_are_needs() {
        assert_eq!(told("麻薬 注射 夜"), "[麻薬の注射] [夜]");
        assert_eq!(told("夜　麻薬"), "[夜] [麻薬]");
        assert_eq!(told("人工呼吸器 小児"), "[人工呼吸器] [小児]");
        assert_eq!(told("胃ろう 夜間"), "[胃ろう] [夜]");
        assert_eq!(told("end of life care"), "[看取り]");
        assert_eq!(told("home visit doctor Sunday"), "[訪問診療] [日曜日]");
    }

    #[test]
    fn a_sentence_is_taken_apart_without_spaces() {
        assert_eq!(told("日曜日の歯医者"), "[日曜日] · [歯医者]");
        assert_eq!(told("今開いている薬局"), "[いま開いている] [薬局]");
        assert_eq!(told("今日開いている薬局"), "[今日開いている] [薬局]");
        assert_eq!(told("本日やってる病院"), "[今日開いている] [病院]");
        for typed in ["休日当番医", "当番医", "休日診療"] {
            assert_eq!(told(typed), "[次の休日] [医者]", "{typed}");
        }
        assert_eq!(told("子どもの人工呼吸器"), "[小児] · [人工呼吸器]");
        assert_eq!(told("英語が話せる歯医者さんを探しています"), "[英語] [歯医者] · · ·");
        assert_eq!(told("車ｲｽで行ける ﾃﾞｲｻｰﾋﾞｽ"), "[車いす] [デイサービス]");
        assert_eq!(told("夜間、来てくれる薬局"), "[夜間に来てほしい] [薬局]");
    }

    #[test]
    fn a_name_is_never_cut() {
        for name in [
            "さくら歯科",
            "みなと夜間薬局",
            "薬師寺医院",
            "今医院",
            "ナイチンゲール",
            "nightingale",
            "よるの森",
            "はな",
        ] {
            let pieces = understand(name);
            assert_eq!(pieces.len(), 1, "{name}: {pieces:?}");
            assert!(matches!(pieces[0].meaning, Meaning::Word | Meaning::Mixed(_)), "{name}: {pieces:?}");
        }
    }

    #[test]
    fn what_no_need_explains_may_be_a_place() {
        assert_eq!(told("鐘撞町の歯医者"), "?鐘撞町+の+歯医者");
        assert_eq!(told("鐘撞町薬局"), "?鐘撞町+薬局");
    }

    #[test]
    fn whose_it_is_and_single_kana_are_no_words() {
        assert_eq!(told("父の入れ歯が合わない"), "· [入れ歯]");
        assert_eq!(told("ごはんがたべられない"), "[食べられない]");
        assert_eq!(told("ごはんの相談 介護の相談"), "ごはんの相談 [介護の相談]");
        assert_eq!(told("家族が休みたい"), "[家族が休みたい]");
        assert_eq!(told("pharmacy open at night"), "[薬局] [夜]");
        assert_eq!(told("open pharmacy"), "· [薬局]");
        assert_eq!(told("pharmacy open on Sunday"), "[薬局] · [日曜日]");
        assert_eq!(told("doctor who visits at home"), "[医者] · [家に来る]");
        assert_eq!(told("someone to bathe my mother"), "· · [お風呂] · ·");
    }

    #[test]
    fn quotation_marks_keep_words_as_they_are() {
        assert_eq!(told("\"西町\" 訪問看護"), "'\"西町\"' [訪問看護]");
        assert_eq!(told("“夜 の”薬局"), "'“夜 の”' [薬局]");
        assert_eq!(told("\"夜"), "[夜]");
        assert_eq!(told("\"\" 夜"), "\"\" [夜]");
    }

    #[test]
    fn joining_words_alone_are_words() {
        assert_eq!(told("の"), "の");
        assert_eq!(told("さくら の"), "さくら の");
        assert_eq!(told("歯医者 の 夜"), "[歯医者] · [夜]");
        assert_eq!(told(""), "");
    }
}
