//! Whoever adds an organisation is told of those whose names are alike, and of no others.

use super::program::Place;

const ALIKE: &str = "似た名前のものがもうあります。";

#[test]
fn a_name_is_alike_when_it_stands_whole_in_another_and_not_when_two_letters_do() {
    let place = Place::on_sqlite();
    let add = |name: &str| place.done(&["directory", "add", name, "--source", "電話で確認"]).out;
    add("ＡＢＣ ﾃｽﾄ ﾋﾞﾙ");
    add("汐路サロン本店");
    for other in ["a\tb\u{202e}", "路サ"] {
        assert!(!add(other).contains(ALIKE), "{other}");
    }
    let salon = add("汐路サロン");
    assert!(salon.contains(ALIKE) && salon.contains("汐路サロン本店"), "{salon}");
    assert!(add("abcテストビル").contains("ＡＢＣ ﾃｽﾄ ﾋﾞﾙ"));
}
