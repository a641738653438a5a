//! The 47 prefectures (都道府県), JIS X 0401.

use crate::normalize::to_hiragana;

/// A prefecture (都道府県).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefecture {
    /// The JIS X 0401 code, 1–47.
    pub code: u8,
    /// The full name: 三重県.
    pub name: &'static str,
    /// The reading in hiragana: みえけん.
    pub kana: &'static str,
    /// The name in Latin letters: Mie.
    pub romaji: &'static str,
}

/// All prefectures in the order of their codes.
pub const PREFECTURES: [Prefecture; 47] = [
    prefecture(1, "北海道", "ほっかいどう", "Hokkaido"),
    prefecture(2, "青森県", "あおもりけん", "Aomori"),
    prefecture(3, "岩手県", "いわてけん", "Iwate"),
    prefecture(4, "宮城県", "みやぎけん", "Miyagi"),
    prefecture(5, "秋田県", "あきたけん", "Akita"),
    prefecture(6, "山形県", "やまがたけん", "Yamagata"),
    prefecture(7, "福島県", "ふくしまけん", "Fukushima"),
    prefecture(8, "茨城県", "いばらきけん", "Ibaraki"),
    prefecture(9, "栃木県", "とちぎけん", "Tochigi"),
    prefecture(10, "群馬県", "ぐんまけん", "Gunma"),
    prefecture(11, "埼玉県", "さいたまけん", "Saitama"),
    prefecture(12, "千葉県", "ちばけん", "Chiba"),
    prefecture(13, "東京都", "とうきょうと", "Tokyo"),
    prefecture(14, "神奈川県", "かながわけん", "Kanagawa"),
    prefecture(15, "新潟県", "にいがたけん", "Niigata"),
    prefecture(16, "富山県", "とやまけん", "Toyama"),
    prefecture(17, "石川県", "いしかわけん", "Ishikawa"),
    prefecture(18, "福井県", "ふくいけん", "Fukui"),
    prefecture(19, "山梨県", "やまなしけん", "Yamanashi"),
    prefecture(20, "長野県", "ながのけん", "Nagano"),
    prefecture(21, "岐阜県", "ぎふけん", "Gifu"),
    prefecture(22, "静岡県", "しずおかけん", "Shizuoka"),
    prefecture(23, "愛知県", "あいちけん", "Aichi"),
    prefecture(24, "三重県", "みえけん", "Mie"),
    prefecture(25, "滋賀県", "しがけん", "Shiga"),
    prefecture(26, "京都府", "きょうとふ", "Kyoto"),
    prefecture(27, "大阪府", "おおさかふ", "Osaka"),
    prefecture(28, "兵庫県", "ひょうごけん", "Hyogo"),
    prefecture(29, "奈良県", "ならけん", "Nara"),
    prefecture(30, "和歌山県", "わかやまけん", "Wakayama"),
    prefecture(31, "鳥取県", "とっとりけん", "Tottori"),
    prefecture(32, "島根県", "しまねけん", "Shimane"),
    prefecture(33, "岡山県", "おかやまけん", "Okayama"),
    prefecture(34, "広島県", "ひろしまけん", "Hiroshima"),
    prefecture(35, "山口県", "やまぐちけん", "Yamaguchi"),
    prefecture(36, "徳島県", "とくしまけん", "Tokushima"),
    prefecture(37, "香川県", "かがわけん", "Kagawa"),
    prefecture(38, "愛媛県", "えひめけん", "Ehime"),
    prefecture(39, "高知県", "こうちけん", "Kochi"),
    prefecture(40, "福岡県", "ふくおかけん", "Fukuoka"),
    prefecture(41, "佐賀県", "さがけん", "Saga"),
    prefecture(42, "長崎県", "ながさきけん", "Nagasaki"),
    prefecture(43, "熊本県", "くまもとけん", "Kumamoto"),
    prefecture(44, "大分県", "おおいたけん", "Oita"),
    prefecture(45, "宮崎県", "みやざきけん", "Miyazaki"),
    prefecture(46, "鹿児島県", "かごしまけん", "Kagoshima"),
    prefecture(47, "沖縄県", "おきなわけん", "Okinawa"),
];

const fn prefecture(code: u8, name: &'static str, kana: &'static str, romaji: &'static str) -> Prefecture {
    Prefecture { code, name, kana, romaji }
}

impl Prefecture {
    /// The name without 都, 府 or 県 (北海道 keeps its own).
    pub fn short_name(&self) -> &'static str {
        self.name.strip_suffix(['都', '府', '県']).unwrap_or(self.name)
    }
}

/// The code (1–47) of a prefecture written in kanji with or without 県, in kana, or in Latin letters.
pub fn prefecture_code(name: &str) -> Option<u8> {
    let name = name.trim();
    let kana = to_hiragana(name);
    PREFECTURES
        .iter()
        .find(|p| p.name == name || p.short_name() == name || p.kana == kana || p.romaji.eq_ignore_ascii_case(name))
        .map(|p| p.code)
}

/// The prefecture of a code, `None` outside 1–47.
pub fn prefecture_of_code(code: u8) -> Option<&'static Prefecture> {
    PREFECTURES.get(usize::from(code).checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefecture_is_known_by_each_of_its_names() {
        for name in ["三重県", "三重", "みえけん", "ミエケン", "mie"] {
            assert_eq!(prefecture_code(name), Some(24), "{name}");
        }
        assert_eq!(prefecture_code("北海道"), Some(1));
        assert_eq!(prefecture_code("京都"), Some(26));
        assert_eq!(prefecture_code("江戸"), None);
        assert_eq!(prefecture_of_code(47).map(|p| p.name), Some("沖縄県"));
        assert_eq!(prefecture_of_code(0), None);
        assert!(PREFECTURES.iter().zip(1..).all(|(p, code)| p.code == code));
    }
}
