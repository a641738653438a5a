//! Prints how fast keys are made: `cargo run --release -p kyoten-text --example speed`.

use kyoten_text::{address, grams, name, normalize, phone};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let names = [
        "医療法人良心会　中尾歯科いなべ診療所",
        "汐見野みなと歯科",
        "訪問看護ステーション　ひなた",
        "髙橋ﾃﾞﾝﾀﾙｸﾘﾆｯｸ",
        "㈱さくら薬局",
    ];
    let addresses = [
        "札幌市北区麻生町６丁目６番９号あざぶマリオン１階",
        "三重県いなべ市員弁町松之木１４８－３",
        "多度津町大字青木 1番地の2",
    ];
    let phones = ["0594-73-7987", "０３－１２３４－５６７８", "594737987"];
    measure("search_key", &names, |text| normalize::search_key(text).len());
    measure("kana_sort_key", &["サトウ　ハナコ", "シオミノミナトシカ"], |text| {
        normalize::kana_sort_key(text).len()
    });
    measure("display_line", &names, |text| normalize::display_line(text).len());
    measure("organization_core", &names, |text| name::organization_core(text).len());
    measure("ruby", &["汐見野みなと歯科"], |text| name::ruby(text, "シオミノミナトシカ").len());
    measure("address::key", &addresses, |text| address::key(text).len());
    measure("PhoneNumber::parse", &phones, |text| phone::digits(text).map_or(0, |digits| digits.len()));
    measure("grams", &names, |text| {
        let mut sum = 0u64;
        grams::grams(text, |gram| sum ^= gram);
        sum as usize
    });
}

fn measure(what: &str, texts: &[&str], work: impl Fn(&str) -> usize) {
    const ROUNDS: usize = 200_000;
    let start = Instant::now();
    for round in 0..ROUNDS {
        black_box(work(black_box(texts[round % texts.len()])));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{what:20} {:>10.0}/s", ROUNDS as f64 / seconds);
}
