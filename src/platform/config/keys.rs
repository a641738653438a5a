//! The table of every setting.

use super::{Key, Takes};

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
        "smtp.host",
        Takes::Text,
        "\"\"",
        "\"mail.example.jp\"",
        [
            "メールを送るサーバーの名前。空なら、メールの代わりに印刷する手紙にします。",
            "The server that sends mail; when empty, letters to print take the place of mail.",
        ],
    ),
    Key::new(
        "smtp.port",
        Takes::Number(1, 65535),
        "587",
        "465",
        [
            "そのポート。starttls は 587、tls は 465 がふつうです。",
            "Its port: usually 587 for starttls and 465 for tls.",
        ],
    ),
    Key::new(
        "smtp.security",
        Takes::OneOf(&["starttls", "tls", "none"]),
        "\"starttls\"",
        "\"tls\"",
        [
            "暗号化のしかた。サーバーが応じなければ送りません。none はこのコンピューターの中のサーバーにだけ使えます。",
            "How it is encrypted; nothing is sent when the server refuses. none is for a server on this machine only.",
        ],
    ),
    Key::new(
        "smtp.from",
        Takes::Mail,
        "\"\"",
        "\"kyoten@example.jp\"",
        [
            "差出人のアドレス。smtp.host を書いたら必要です。",
            "The address that mail comes from; needed when smtp.host is set.",
        ],
    ),
    Key::new(
        "smtp.user",
        Takes::Text,
        "\"\"",
        "\"kyoten@example.jp\"",
        ["ログインする名前。空ならログインしません。", "The name to sign in with; when empty, nobody signs in."],
    ),
    Key::new(
        "smtp.password_file",
        Takes::File,
        "\"\"",
        "\"/etc/kyoten/smtp-password\"",
        [
            "パスワードだけを書いたファイル。kyoten だけが読めるようにしてください。送るたびに読みます。",
            "A file that holds nothing but the password, readable by kyoten alone; it is read for every mail.",
        ],
    ),
    Key::new(
        "smtp.ca_file",
        Takes::File,
        "\"\"",
        "\"/etc/kyoten/city-ca.pem\"",
        [
            "サーバーの証明書を出した認証局(PEM)。OSの一覧にないときだけ書きます。",
            "The authority (PEM) that signed the server's certificate, if the system does not know it.",
        ],
    ),
    Key::new(
        "smtp.connect_timeout_seconds",
        Takes::Number(1, 300),
        "10",
        "30",
        ["サーバーにつながるまで待つ秒数。", "How many seconds to wait for a connection."],
    ),
    Key::new(
        "smtp.timeout_seconds",
        Takes::Number(1, 600),
        "60",
        "120",
        [
            "サーバーの返事を待つ秒数。本文を受け取った返事は、その5倍まで待ちます。",
            "How many seconds to wait for each answer; five times as long for the answer after the text.",
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
