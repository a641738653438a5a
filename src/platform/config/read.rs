//! Reading the file and the variables, and saying what is wrong with them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use toml::{Table, Value};

use super::smtp::no_sender;
use super::{
    Config, DatabaseSettings, HubSettings, KEYS, Key, Limits, LinkSettings, LogFormat, LogSettings, PublicUrl,
    SmtpSettings, Takes,
};
use crate::platform::outbox::EmailAddress;
use crate::platform::start::Refusal;

/// The settings of `text`, which stands in `file`, and of `variables`.
pub(super) fn config(
    file: &str,
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, Refusal> {
    let mut given = Given::default();
    match text.parse::<Table>() {
        Ok(table) => given.add_table(file, "", table),
        Err(error) => given.wrong.push(not_toml(file, &error)),
    }
    for (name, value) in variables {
        given.add_variable(&name, &value);
    }
    let config = given.config();
    if given.wrong.is_empty() { Ok(config) } else { Err(together(&given.wrong)) }
}

fn together(wrong: &[Refusal]) -> Refusal {
    let lines = |pick: fn(&Refusal) -> &str| wrong.iter().map(pick).collect::<Vec<_>>().join("\n");
    Refusal::new(lines(|refusal| &refusal.japanese), lines(|refusal| &refusal.english))
}

fn not_toml(file: &str, error: &toml::de::Error) -> Refusal {
    let line = error.span().map_or(String::new(), |span| format!(" {}", span.start));
    let message = error.message();
    Refusal::new(
        format!("設定ファイル {file} は TOML として読めません({message}、位置{line})。例: listen = \"127.0.0.1:8080\""),
        format!(
            "The configuration file {file} is not TOML ({message}, at byte{line}). Example: listen = \"127.0.0.1:8080\""
        ),
    )
}

/// What was given, key by key, and what is wrong with it.
#[derive(Default)]
struct Given {
    values: BTreeMap<&'static str, (Value, String)>,
    wrong: Vec<Refusal>,
    #[cfg(test)]
    used: Vec<&'static str>,
}

impl Given {
    fn add_table(&mut self, file: &str, prefix: &str, table: Table) {
        for (name, value) in table {
            let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match (KEYS.iter().find(|key| key.name == name), value) {
                (Some(key), value) => self.add(key, value, format!("{file} の {name}")),
                (None, Value::Table(table)) if KEYS.iter().any(|key| key.name.starts_with(&format!("{name}."))) => {
                    self.add_table(file, &name, table);
                }
                (None, _) => self.wrong.push(unknown(
                    &format!("{file}: {name}"),
                    nearest(&name, KEYS.iter().map(|key| key.name.to_owned())),
                )),
            }
        }
    }

    fn add_variable(&mut self, name: &str, text: &str) {
        if !name.starts_with("KYOTEN_") || name.starts_with("KYOTEN_TEST_") || name == "KYOTEN_CONFIG" {
            return;
        }
        let Some(key) = KEYS.iter().find(|key| key.variable() == name) else {
            self.wrong.push(unknown(name, nearest(name, KEYS.iter().map(Key::variable))));
            return;
        };
        let text = text.trim();
        let value = match key.takes {
            Takes::Number(..) => text.parse().map_or_else(|_| Value::String(text.into()), Value::Integer),
            Takes::YesNo => text.parse().map_or_else(|_| Value::String(text.into()), Value::Boolean),
            list if list.is_list() => Value::Array(
                text.split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| Value::String(part.into()))
                    .collect(),
            ),
            _ => Value::String(text.into()),
        };
        self.add(key, value, name.to_owned());
    }

    /// Keeps a value that fits its key, so that building the settings cannot fail later.
    fn add(&mut self, key: &Key, value: Value, place: String) {
        if !fits(key.takes, &value) {
            let (japanese, english) = key.takes.expectation();
            self.wrong.push(Refusal::new(
                format!("{place} には{japanese}を書いてください。例: {} = {}", key.name, key.example),
                format!("{}: expected {english}. Example: {} = {}", place.replace(" の ", ": "), key.name, key.example),
            ));
            return;
        }
        self.values.insert(key.name, (value, place));
    }

    fn config(&mut self) -> Config {
        Config {
            data: PathBuf::from(self.text("data")),
            listen: self.parsed("listen"),
            public_url: self.parsed_unless_empty("public_url"),
            trusted_proxies: self.list("trusted_proxies"),
            database: DatabaseSettings {
                url: Some(self.text("database.url")).filter(|url| !url.is_empty()),
                readers: self.number("database.readers") as usize,
                pool: self.number("database.pool") as usize,
            },
            hub: HubSettings {
                name: self.text("hub.name"),
                name_en: self.text("hub.name_en"),
                short: self.text("hub.short"),
                phone: self.text("hub.phone"),
                hours: self.text("hub.hours"),
                area: self.list("hub.area"),
            },
            links: LinkSettings {
                invitation: Duration::from_secs(self.number("links.invitation_hours") * 3600),
                reset: Duration::from_secs(self.number("links.reset_minutes") * 60),
            },
            smtp: self.smtp(),
            log: LogSettings {
                level: self.parsed("log.level"),
                format: if self.text("log.format") == "json" { LogFormat::Json } else { LogFormat::Text },
            },
            limits: Limits {
                body_bytes: self.number("limits.body_bytes") as usize,
                request_timeout: Duration::from_secs(self.number("limits.request_timeout_seconds")),
                requests_per_minute_per_address: self.number("limits.requests_per_minute_per_address") as u32,
                exempt_loopback: self.yes("limits.exempt_loopback"),
                connections: self.number("limits.connections") as usize,
            },
            metrics_allow: self.list("metrics.allow"),
            disk_min_free: self.number("disk.min_free_mb") * 1_000_000,
            clock_max_offset: Duration::from_secs(self.number("clock.max_offset_seconds")),
            shutdown_drain: Duration::from_secs(self.number("shutdown.drain_seconds")),
        }
    }

    fn smtp(&mut self) -> Option<SmtpSettings> {
        let file = |text: String| Some(PathBuf::from(text)).filter(|path| !path.as_os_str().is_empty());
        let host = self.text("smtp.host").trim().to_owned();
        let from = self.parsed_unless_empty("smtp.from");
        let (port, security) = (self.number("smtp.port") as u16, self.parsed("smtp.security"));
        let (user, password_file) = (self.text("smtp.user"), file(self.text("smtp.password_file")));
        let ca_file = file(self.text("smtp.ca_file"));
        let connect_timeout = Duration::from_secs(self.number("smtp.connect_timeout_seconds"));
        let timeout = Duration::from_secs(self.number("smtp.timeout_seconds"));
        if host.is_empty() {
            return None;
        }
        let Some(from) = from else {
            self.wrong.push(no_sender());
            return None;
        };
        let settings =
            SmtpSettings { host, port, security, from, user, password_file, ca_file, connect_timeout, timeout };
        self.wrong.extend(settings.contradictions());
        Some(settings)
    }

    fn value(&mut self, name: &'static str) -> Value {
        #[cfg(test)]
        self.used.push(name);
        if let Some((value, _)) = self.values.get(name) {
            return value.clone();
        }
        let key = KEYS.iter().find(|key| key.name == name).unwrap_or_else(|| panic!("{name} is missing in KEYS"));
        literal(key.default)
    }

    fn text(&mut self, name: &'static str) -> String {
        self.value(name).as_str().unwrap_or_default().to_owned()
    }

    fn number(&mut self, name: &'static str) -> u64 {
        self.value(name).as_integer().and_then(|number| u64::try_from(number).ok()).unwrap_or_default()
    }

    fn yes(&mut self, name: &'static str) -> bool {
        self.value(name).as_bool().unwrap_or_default()
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &'static str) -> T {
        self.parsed_unless_empty(name).unwrap_or_else(|| panic!("{name} was checked when it was added"))
    }

    fn parsed_unless_empty<T: std::str::FromStr>(&mut self, name: &'static str) -> Option<T> {
        self.text(name).parse().ok()
    }

    fn list<T: std::str::FromStr>(&mut self, name: &'static str) -> Vec<T> {
        let value = self.value(name);
        value.as_array().into_iter().flatten().filter_map(|part| part.as_str()?.parse().ok()).collect()
    }
}

/// A default or an example of the table of keys.
fn literal(toml: &str) -> Value {
    let mut table: Table = format!("v = {toml}").parse().unwrap_or_else(|_| panic!("{toml} in KEYS is not TOML"));
    table.remove("v").unwrap_or_else(|| panic!("{toml} in KEYS is not one value"))
}

fn fits(takes: Takes, value: &Value) -> bool {
    let text = value.as_str();
    let each = |check: fn(&str) -> bool| {
        value.as_array().is_some_and(|list| list.iter().all(|part| part.as_str().is_some_and(check)))
    };
    match takes {
        Takes::Text => text.is_some_and(|text| !text.contains(char::is_control)),
        Takes::Number(least, most) => {
            value.as_integer().is_some_and(|n| u64::try_from(n).is_ok_and(|n| (least..=most).contains(&n)))
        }
        Takes::YesNo => value.is_bool(),
        Takes::Folder => text.is_some_and(|text| !text.is_empty()),
        Takes::File => text.is_some(),
        Takes::Mail => text.is_some_and(|text| text.is_empty() || text.parse::<EmailAddress>().is_ok()),
        Takes::Listen => text.is_some_and(|text| text.parse::<std::net::SocketAddr>().is_ok()),
        Takes::Site => text.is_some_and(|text| text.is_empty() || text.parse::<PublicUrl>().is_ok()),
        Takes::Database => text.is_some_and(|text| {
            ["", "postgres://", "postgresql://"]
                .iter()
                .any(|start| text.starts_with(start) && text.is_empty() == start.is_empty())
        }),
        Takes::Networks => each(|part| part.parse::<crate::platform::network::Network>().is_ok()),
        Takes::Municipalities => each(|part| part.len() == 5 && part.bytes().all(|byte| byte.is_ascii_digit())),
        Takes::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
    }
}

fn nearest(name: &str, known: impl Iterator<Item = String>) -> String {
    known.max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b))).unwrap_or_default()
}

fn unknown(name: &str, nearest: String) -> Refusal {
    Refusal::new(
        format!("{name} という設定はありません。{nearest} のことですか。一覧は docs/CONFIGURATION.md にあります。"),
        format!("There is no setting {name}: did you mean {nearest}? All are in docs/CONFIGURATION.md."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_struct_reads_every_key_of_the_table_once_and_no_other() {
        let mut given = Given::default();
        given.config();
        let mut used = given.used.clone();
        used.sort_unstable();
        let mut known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
        known.sort_unstable();
        assert_eq!(used, known);
    }

    #[test]
    fn every_default_and_every_example_fits_its_key() {
        for key in KEYS {
            assert!(fits(key.takes, &literal(key.default)), "default of {}", key.name);
            assert!(fits(key.takes, &literal(key.example)), "example of {}", key.name);
            assert_ne!(key.default, key.example, "{}", key.name);
        }
    }
}
