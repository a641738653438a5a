//! What a setting is.

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
    /// The path of a file, or nothing.
    File,
    /// A mail address, or nothing.
    Mail,
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
            Self::File => ("ファイルの場所、または空".into(), "the path of a file, or nothing".into()),
            Self::Mail => ("メールアドレス、または空".into(), "a mail address, or nothing".into()),
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

    pub(super) const fn new(
        name: &'static str,
        takes: Takes,
        default: &'static str,
        example: &'static str,
        says: [&'static str; 2],
    ) -> Self {
        Self { name, takes, default, example, japanese: says[0], english: says[1] }
    }
}
