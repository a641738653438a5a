//! What is left of an organisation's name without its legal form (法人格を除いた名称).

use crate::normalize::{narrow, search_key};

/// Legal forms of companies (会社): what follows is the owner's own name, which people know.
const COMPANIES: [&str; 10] =
    ["株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "(株)", "(有)", "(同)", "㈱", "㈲"];

/// Legal forms whose owner is left out when the office's own name follows after a space. Longer ones first.
const BODIES: [&str; 34] = [
    "独立行政法人地域医療機能推進機構",
    "独立行政法人国立病院機構",
    "独立行政法人労働者健康安全機構",
    "地方独立行政法人",
    "国立研究開発法人",
    "国立大学法人",
    "公立大学法人",
    "独立行政法人",
    "特定非営利活動法人",
    "特定医療法人社団",
    "特定医療法人財団",
    "特定医療法人",
    "社会医療法人社団",
    "社会医療法人財団",
    "社会医療法人",
    "医療法人社団",
    "医療法人財団",
    "医療法人",
    "社会福祉法人",
    "学校法人",
    "宗教法人",
    "更生保護法人",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社団法人",
    "財団法人",
    "NPO法人",
    "(医社)",
    "(医)",
    "(福)",
    "(社福)",
    "(特非)",
];

/// Words on which the names of owners end: a first part with such an end is the owner of what follows.
const OWNER_ENDS: [&str; 16] = [
    "会",
    "団",
    "園",
    "連合会",
    "協会",
    "機構",
    "組合",
    "財団",
    "社団",
    "事業団",
    "学園",
    "大学",
    "法人",
    "社",
    "荘",
    "郷",
];

/// The search key of an organisation's name without legal form and, where a space shows it, without the owner.
///
/// 医療法人良心会　中尾歯科いなべ診療所 → 中尾歯科いなべ診療所; 株式会社ツクイ 札幌 keeps ツクイ, because 札幌 alone names nothing.
/// When in doubt the name stays whole: two names that differ must not become one.
pub fn organization_core(name: &str) -> String {
    let plain: String = name.chars().map(narrow).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let core = without_owner(&words)
        .unwrap_or_else(|| words.iter().map(|word| without_form(word)).collect::<Vec<_>>().concat());
    let key = search_key(&core);
    // A name that is nothing but a legal form stays what it is.
    if key.is_empty() { search_key(name) } else { key }
}

/// Are two cores one organisation's (同一の可能性)? Equal, or one ends with the other and the shorter has three characters.
pub fn same_or_suffix(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if a == b { !a.is_empty() } else { short.chars().count() >= 3 && long.ends_with(short) }
}

/// The words behind the owner, when the first words are a body and its owner.
fn without_owner(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let named_owner = body_of(first)?;
    let rest = match (named_owner.is_empty(), rest) {
        // 医療法人社団 慈藻会 平松記念病院
        (true, [owner, name @ ..]) if !name.is_empty() && ends_like_owner(owner) => name,
        (true, _) => rest,
        // 医療法人良心会　中尾歯科
        (false, rest) => rest,
    };
    let core: String = rest.iter().map(|word| without_form(word)).collect();
    (search_key(&core).chars().count() >= 3).then_some(core)
}

/// What follows the body's legal form in a word; `None` when it begins with none, or does not look like an owner.
fn body_of(word: &str) -> Option<&str> {
    let owner = BODIES.iter().find_map(|form| word.strip_prefix(form));
    // Cooperatives and federations put their form behind their name.
    owner.or_else(|| {
        let is_cooperative =
            ["協同組合連合会", "協同組合", "健康保険組合", "共済組合"].iter().any(|end| word.ends_with(end));
        is_cooperative.then_some(word)
    })
}

fn ends_like_owner(word: &str) -> bool {
    OWNER_ENDS.iter().any(|end| word.ends_with(end))
}

fn without_form(word: &str) -> &str {
    let forms = || COMPANIES.iter().chain(BODIES.iter());
    let word = forms().find_map(|form| word.strip_prefix(form)).unwrap_or(word);
    COMPANIES.iter().find_map(|form| word.strip_suffix(form)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_legal_form_and_the_owner_go() {
        for (name, core) in [
            ("医療法人良心会　中尾歯科いなべ診療所", "中尾歯科いなべ診療所"),
            ("医療法人社団 慈藻会 平松記念病院", "平松記念病院"),
            ("医療法人 愛全病院", "愛全病院"),
            ("医療法人社団青嶺会　松戸整形外科病院", "松戸整形外科病院"),
            ("三重県厚生農業協同組合連合会　三重北医療センターいなべ総合病院", "三重北医療センターいなべ総合病院"),
            ("独立行政法人国立病院機構函館病院", "函館病院"),
            ("株式会社さくら", "さくら"),
            ("さくら薬局（株）", "さくら薬局"),
            ("㈱さくら薬局", "さくら薬局"),
            ("株式会社ツクイ 札幌", "ツクイ札幌"),
            ("アイン薬局　桟橋店", "アイン薬局桟橋店"),
            ("社会福祉法人　やまびこ会", "やまびこ会"),
            ("医療法人社団", "医療法人社団"),
        ] {
            assert_eq!(organization_core(name), search_key(core), "{name}");
        }
    }

    #[test]
    fn a_longer_writing_of_one_name_is_recognised() {
        let core = organization_core;
        assert!(same_or_suffix(&core("医療法人社団青嶺会松戸整形外科病院"), &core("松戸整形外科病院")));
        assert!(!same_or_suffix(&core("北病院"), &core("病院")));
        assert!(!same_or_suffix("", ""));
    }

    proptest! {
        #[test]
        fn a_name_with_letters_keeps_some(name in "(医療法人|株式会社|社団|会| |　|さくら|㈱|病院){0,6}|\\PC*") {
            prop_assert_eq!(organization_core(&name).is_empty(), search_key(&name).is_empty());
        }
    }
}
