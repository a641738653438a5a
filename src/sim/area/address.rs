//! Addresses as people write them (住所の書き方): the same place in several writings, as real sources have it.

use super::towns::{PREFECTURE, Place, municipalities};

/// How many ways of writing there are.
pub(super) const WRITINGS: u32 = 5;

/// The address of a house such as `2-8`, in one of the ways of writing.
pub(super) fn address(place: &Place, house: &str, writing: u32) -> String {
    let all = municipalities();
    let municipality = all.iter().find(|m| m.code == place.municipality).expect("every town has a municipality");
    let base = if writing == 2 { place.base.replace('ヶ', "ケ") } else { place.base.to_owned() };
    let (block, rest) = house.split_once('-').unwrap_or((house, ""));
    let in_town = match (writing, place.number) {
        (0, Some(n)) => format!("{n}丁目{house}"),
        (1, Some(n)) => format!("{}丁目{block}番{rest}号", kanji(n)),
        (2, Some(n)) => wide(&format!("{n}丁目{block}番{rest}号")),
        (3, Some(n)) => format!("{n}-{house}"),
        (_, Some(n)) => wide(&format!("{n}－{block}－{rest}")),
        (0 | 3, None) => house.to_owned(),
        (1, None) => format!("{block}番地{rest}"),
        (2, None) => wide(&format!("{block}番地の{rest}")),
        (_, None) => wide(&format!("{block}－{rest}")),
    };
    format!("{PREFECTURE}{}{}{base}{in_town}", municipality.county, municipality.name)
}

fn kanji(number: u8) -> char {
    ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'][usize::from(number % 10)]
}

/// Digits in full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'][digit as usize],
            None => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::towns::place;
    use super::*;

    #[test]
    fn one_house_is_written_in_five_ways() {
        let written: Vec<String> = (0..WRITINGS).map(|writing| address(place("um3"), "2-8", writing)).collect();
        assert_eq!(
            written,
            [
                "潮路県汐見野市梅ヶ枝町3丁目2-8",
                "潮路県汐見野市梅ヶ枝町三丁目2番8号",
                "潮路県汐見野市梅ケ枝町３丁目２番８号",
                "潮路県汐見野市梅ヶ枝町3-2-8",
                "潮路県汐見野市梅ヶ枝町３－２－８",
            ]
        );
        assert_eq!(address(place("mis"), "12-5", 0), "潮路県磯辺郡浦波町岬12-5");
    }
}
