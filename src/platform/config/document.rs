//! `docs/CONFIGURATION.md`.

use std::fmt::Write as _;

use super::KEYS;

/// The document of every key.
pub(super) fn reference_markdown() -> String {
    let mut text = String::from(HEAD);
    for key in KEYS {
        let (japanese, english) = key.takes.expectation();
        let _ = write!(
            text,
            "\n## `{}`\n\n{}\n\n{}\n\n| | |\n|---|---|\n| 値 / takes | {japanese} / {english} |\n| 既定 / default | `{}` |\n| 例 / example | `{}` |\n| 環境変数 / variable | `{}` |\n",
            key.name,
            key.japanese,
            key.english,
            key.default,
            key.example,
            key.variable(),
        );
    }
    text
}

const HEAD: &str = "\
# 設定 / Configuration

設定は `kyoten.toml`(または `--config` で示したファイル)に書きます。なくても動きます。
同じ設定を環境変数でも書けます。両方にあるときは環境変数が勝ちます。一覧はコンマで区切ります。
知らない名前があると、近い名前を示して起動を止めます。

Settings stand in `kyoten.toml`, or in the file named by `--config`; none is needed. Each can also be given as an
environment variable, which wins; lists take commas. An unknown name stops the start and the nearest right one is shown.

```toml
data = \"/var/lib/kyoten\"
public_url = \"https://kyoten.example.jp\"

[hub]
name = \"汐見野市在宅医療連携拠点\"
phone = \"0000-22-0100\"
```

<!-- Made from src/platform/config/keys.rs; a test compares the two. -->
";
