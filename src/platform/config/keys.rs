//! The table of every setting.

use std::fmt::Write as _;

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in the file: `hub.name_en`.
    pub name: &'static str,
    /// What may stand there.
    pub takes: Takes,
    /// Its value when nobody sets it, as TOML.
    pub default: &'static str,
    /// A value one might set, as TOML.
    pub example: &'static str,
    /// What it is for.
    pub japanese: &'static str,
    /// What it is for.
    pub english: &'static str,
}

/// What may stand in a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text on one line.
    Text,
    /// A whole number from the first to the second.
    Number(u64, u64),
    /// `true` or `false`.
    YesNo,
    /// A path.
    Folder,
    /// An address and port to listen on.
    Listen,
    /// The address of a site, or nothing.
    Site,
    /// `postgres://…`, or nothing.
    Database,
    /// A list of addresses and networks.
    Networks,
    /// A list of five-digit municipality codes.
    Municipalities,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Takes {
    /// What is expected, in Japanese and English.
    pub fn expectation(self) -> (String, String) {
        match self {
            Self::Text => ("1行の文字列".into(), "a text on one line".into()),
            Self::Number(least, most) => {
                (format!("{least}から{most}までの整数"), format!("a whole number from {least} to {most}"))
            }
            Self::YesNo => ("true か false".into(), "true or false".into()),
            Self::Folder => ("フォルダーの場所".into(), "the path of a folder".into()),
            Self::Listen => ("IPアドレスとポート".into(), "an IP address and a port".into()),
            Self::Site => (
                "http:// か https:// で始まるサイトの住所(パスなし)".into(),
                "the address of a site, without a path".into(),
            ),
            Self::Database => ("postgres:// で始まる接続先、または空".into(), "postgres://… or nothing".into()),
            Self::Networks => ("IPアドレスかネットワークの一覧".into(), "a list of IP addresses or networks".into()),
            Self::Municipalities => {
                ("5けたの市区町村コードの一覧".into(), "a list of five-digit municipality codes".into())
            }
            Self::OneOf(words) => (format!("{} のどれか", words.join("、")), format!("one of {}", words.join(", "))),
        }
    }

    /// Whether a variable holds several values with commas between them.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Networks | Self::Municipalities)
    }
}

impl Key {
    /// The variable that sets it: `KYOTEN_HUB_NAME_EN`.
    pub fn variable(&self) -> String {
        format!("KYOTEN_{}", self.name.replace('.', "_").to_uppercase())
    }

    const fn new(
        name: &'static str,
        takes: Takes,
        default: &'static str,
        example: &'static str,
        says: [&'static str; 2],
    ) -> Self {
        Self { name, takes, default, example, japanese: says[0], english: says[1] }
    }
}

/// Every setting there is.
pub const KEYS: &[Key] = &[
    Key::new(
        "data",
        Takes::Folder,
        "\"./data\"",
        "\"/var/lib/kyoten\"",
        [
            "この拠点のデータをすべて置くフォルダー。なければ作ります。1つのフォルダーを使えるのは1つの kyoten だけです。",
            "The folder of everything this hub keeps; it is made when missing, and only one kyoten may use it.",
        ],
    ),
    Key::new(
        "listen",
        Takes::Listen,
        "\"127.0.0.1:8080\"",
        "\"0.0.0.0:8080\"",
        [
            "待ち受けるアドレスとポート。ポート0は空いているポートを選びます。",
            "Where to listen; port 0 chooses a free one.",
        ],
    ),
    Key::new(
        "public_url",
        Takes::Site,
        "\"\"",
        "\"https://kyoten.example.jp\"",
        [
            "利用者が開くサイトの住所。https:// のとき、Cookie と通信を https だけに限ります。",
            "The address people type; with https:// cookies and traffic are limited to https.",
        ],
    ),
    Key::new(
        "trusted_proxies",
        Takes::Networks,
        "[]",
        "[\"10.0.0.5\", \"10.1.0.0/16\"]",
        [
            "X-Forwarded-For を信じてよいリバースプロキシ。ここにない相手の X-Forwarded-For は無視します。",
            "The reverse proxies whose X-Forwarded-For is believed; anybody else's is ignored.",
        ],
    ),
    Key::new(
        "database.url",
        Takes::Database,
        "\"\"",
        "\"postgres://kyoten@db1/kyoten\"",
        [
            "PostgreSQL の接続先。空ならデータのフォルダーの SQLite を使います。",
            "The PostgreSQL server; when empty, SQLite in the data folder is used.",
        ],
    ),
    Key::new(
        "database.readers",
        Takes::Number(1, 64),
        "4",
        "8",
        ["SQLite を同時に読む接続の数。", "SQLite: how many connections read at the same time."],
    ),
    Key::new(
        "database.pool",
        Takes::Number(1, 200),
        "16",
        "32",
        ["PostgreSQL への接続の数。", "PostgreSQL: how many connections are kept."],
    ),
    Key::new(
        "hub.name",
        Takes::Text,
        "\"在宅医療連携拠点\"",
        "\"汐見野市在宅医療連携拠点\"",
        ["拠点の名前。", "The name of the hub."],
    ),
    Key::new(
        "hub.name_en",
        Takes::Text,
        "\"Home Care Hub\"",
        "\"Shiomino Home Care Hub\"",
        ["英語の画面に出す拠点の名前。", "The name of the hub on English pages."],
    ),
    Key::new(
        "hub.short",
        Takes::Text,
        "\"\"",
        "\"汐見野市\"",
        ["印の横に出す短い名前。", "The short name beside the mark."],
    ),
    Key::new(
        "hub.phone",
        Takes::Text,
        "\"\"",
        "\"0000-22-0100\"",
        ["窓口の電話番号。困った人への案内に出します。", "The telephone of the desk, shown to people who need help."],
    ),
    Key::new(
        "hub.hours",
        Takes::Text,
        "\"\"",
        "\"平日 9:00–17:00\"",
        ["窓口が電話に出る時間。", "When the desk answers the telephone."],
    ),
    Key::new(
        "hub.area",
        Takes::Municipalities,
        "[]",
        "[\"13104\", \"13114\"]",
        [
            "圏域の市区町村コード(全国地方公共団体コードの上5けた)。",
            "The municipalities of the area, by the first five digits of their code.",
        ],
    ),
    Key::new(
        "links.invitation_hours",
        Takes::Number(1, 720),
        "72",
        "168",
        [
            "招待のリンクを使える時間数。紙で渡すと、届くまでに何日かかかります。",
            "For how many hours an invitation link can be used; paper takes days to arrive.",
        ],
    ),
    Key::new(
        "links.reset_minutes",
        Takes::Number(5, 1440),
        "30",
        "60",
        [
            "サインインを設定しなおすリンクを使える分数。",
            "For how many minutes a link that sets up signing in again can be used.",
        ],
    ),
    Key::new(
        "log.level",
        Takes::OneOf(&["error", "warn", "info", "debug", "trace"]),
        "\"info\"",
        "\"debug\"",
        ["記録する細かさ。", "The least important level that is written to the log."],
    ),
    Key::new(
        "log.format",
        Takes::OneOf(&["text", "json"]),
        "\"text\"",
        "\"json\"",
        ["記録の形。json は1行に1つのオブジェクトです。", "How a line of the log looks; json is one object a line."],
    ),
    Key::new(
        "limits.body_bytes",
        Takes::Number(1024, 1_073_741_824),
        "2097152",
        "10485760",
        ["受け取る本文の大きさの上限(バイト)。", "The largest body of a request, in bytes."],
    ),
    Key::new(
        "limits.request_timeout_seconds",
        Takes::Number(1, 600),
        "30",
        "60",
        [
            "1つの要求にかけてよい秒数。本文を受け取る時間もふくみます。",
            "How many seconds one request may take, receiving its body included.",
        ],
    ),
    Key::new(
        "limits.requests_per_minute_per_address",
        Takes::Number(1, 1_000_000),
        "600",
        "300",
        ["1つのアドレスから1分間に開けるページの数。", "How many pages one address may open in a minute."],
    ),
    Key::new(
        "limits.exempt_loopback",
        Takes::YesNo,
        "true",
        "false",
        [
            "このコンピューター自身からの要求を、上の数に入れないか。",
            "Whether requests from this machine itself are free of that limit.",
        ],
    ),
    Key::new(
        "limits.connections",
        Takes::Number(16, 1_000_000),
        "4096",
        "1024",
        [
            "同時につながる数の上限。こえた分は待ちます。",
            "How many connections may be open at a time; the others wait.",
        ],
    ),
    Key::new(
        "metrics.allow",
        Takes::Networks,
        "[]",
        "[\"10.0.0.9\"]",
        ["このコンピューターのほかに /metrics を読めるアドレス。", "Who may read /metrics besides this machine."],
    ),
    Key::new(
        "disk.min_free_mb",
        Takes::Number(0, 1_000_000),
        "200",
        "1000",
        [
            "空き容量がこのMBより少ないと、/readyz が知らせます。",
            "Free disk, in MB, below which /readyz gives the alarm.",
        ],
    ),
    Key::new(
        "clock.max_offset_seconds",
        Takes::Number(1, 3600),
        "1",
        "5",
        [
            "時計がこの秒数より多くとぶと、/readyz が1分間知らせます。",
            "A jump of the wall clock, in seconds, above which /readyz gives the alarm for a minute.",
        ],
    ),
    Key::new(
        "shutdown.drain_seconds",
        Takes::Number(0, 600),
        "20",
        "60",
        [
            "止めるとき、途中の要求が終わるのを待つ秒数。",
            "How many seconds requests under way may take to finish when the program stops.",
        ],
    ),
];

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
