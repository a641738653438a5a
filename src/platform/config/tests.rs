use std::path::Path;

use super::*;

fn refusal(text: &str, variables: &[(&str, &str)]) -> Refusal {
    Config::from_text(text, variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
        .unwrap_err()
}

#[test]
fn nothing_at_all_is_a_valid_configuration() {
    let config = Config::standard();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert!(config.trusted_proxies.is_empty() && config.public_url.is_none() && config.database.url.is_none());
}

#[test]
fn a_variable_wins_over_the_file() {
    let file = "listen = \"0.0.0.0:80\"\n[hub]\nname = \"汐見野市\"\narea = [\"13104\"]";
    let variables = [
        ("KYOTEN_LISTEN", "127.0.0.1:0"),
        ("KYOTEN_HUB_AREA", "13114, 13115"),
        ("KYOTEN_TEST_POSTGRES", "x"),
        ("HOME", "/"),
    ];
    let config = Config::from_text(file, variables.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
    assert_eq!(config.listen.port(), 0);
    assert_eq!(config.hub.name, "汐見野市");
    assert_eq!(config.hub.area, ["13114", "13115"]);
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_right_one() {
    assert!(refusal("lisen = 1", &[]).english.contains("did you mean listen?"));
    assert!(refusal("[hub]\nnmae = \"x\"", &[]).english.contains("did you mean hub.name?"));
    assert!(refusal("[limit]\nbody_bytes = 1", &[]).english.contains("There is no setting kyoten.toml: limit"));
    let refusal = refusal("", &[("KYOTEN_HUB_FONE", "1")]);
    assert!(refusal.english.contains("did you mean KYOTEN_HUB_PHONE?"), "{refusal}");
    assert!(refusal.japanese.contains("KYOTEN_HUB_PHONE のことですか"), "{refusal}");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_what_is_expected_and_an_example() {
    for (text, expected) in [
        ("listen = \"8080\"", "expected an IP address and a port. Example: listen = \"0.0.0.0:8080\""),
        ("listen = 8080", "expected an IP address and a port"),
        ("[limits]\nbody_bytes = \"much\"", "expected a whole number from 1024 to 1073741824"),
        ("[limits]\nbody_bytes = -1", "expected a whole number"),
        ("[log]\nlevel = \"loud\"", "expected one of error, warn, info, debug, trace"),
        ("trusted_proxies = [\"proxy\"]", "expected a list of IP addresses or networks"),
        ("public_url = \"kyoten.example.jp\"", "expected the address of a site"),
        ("public_url = \"https://kyoten.example.jp/a\"", "without a path"),
        ("[database]\nurl = \"mysql://x\"", "expected postgres://"),
        ("[hub]\narea = [\"1310\"]", "five-digit"),
        ("[hub]\nname = \"a\\nb\"", "a text on one line"),
        ("hub = 1", "There is no setting"),
    ] {
        let refusal = refusal(text, &[]);
        assert!(refusal.english.contains(expected), "{text}: {refusal}");
    }
    assert!(
        refusal("", &[("KYOTEN_DISK_MIN_FREE_MB", "lots")])
            .english
            .contains("KYOTEN_DISK_MIN_FREE_MB: expected a whole number")
    );
}

#[test]
fn the_settings_of_the_mail_server_must_fit_together() {
    assert_eq!(Config::standard().smtp, None);
    let smtp = |text: &str| Config::from_text(&format!("[smtp]\nhost = {text}"), []).map(|config| config.smtp.unwrap());
    let good = smtp("\"mail.example.jp\"\nfrom = \"Kyoten@Example.JP\"").unwrap();
    assert_eq!((good.port, good.security), (587, SmtpSecurity::StartTls));
    assert_eq!(good.from.to_string(), "Kyoten@example.jp");
    for (text, expected) in [
        ("\"mail.example.jp\"", "smtp.from is not"),
        ("\"mail.example.jp\"\nfrom = \"太郎@example.jp\"", "expected a mail address"),
        ("\"mail.example.jp\"\nfrom = \"a@b.jp\"\nsecurity = \"none\"", "on this machine (127.0.0.1, localhost) only"),
        ("\"10.0.0.1\"\nfrom = \"a@b.jp\"\nsecurity = \"none\"", "use starttls or tls for 10.0.0.1"),
        ("\"localhost\"\nfrom = \"a@b.jp\"\nuser = \"a\"", "go together"),
        ("\"localhost\"\nfrom = \"a@b.jp\"\npassword_file = \"/x\"", "go together"),
        ("\"localhost\"\nfrom = \"a@b.jp\"\nport = 0", "a whole number from 1 to 65535"),
    ] {
        let refusal = smtp(text).unwrap_err();
        assert!(refusal.english.contains(expected), "{text}: {refusal}");
    }
    for here in ["localhost", "127.0.0.1", "::1"] {
        smtp(&format!("\"{here}\"\nfrom = \"a@b.jp\"\nsecurity = \"none\"")).unwrap();
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let refusal = refusal("a = 1\nlisten = 2", &[("KYOTEN_B", "3")]);
    assert_eq!(refusal.english.lines().count(), 3);
    assert_eq!(refusal.japanese.lines().count(), 3);
}

#[test]
fn a_file_that_is_not_toml_or_not_there_is_refused_by_name() {
    assert!(refusal("listen = ", &[]).english.contains("kyoten.toml is not TOML"));
    let missing = Config::load(Some(Path::new("/nowhere/kyoten.toml"))).unwrap_err();
    assert!(missing.japanese.contains("/nowhere/kyoten.toml を読めません"), "{missing}");
}

#[test]
fn no_two_keys_share_a_variable() {
    let mut variables: Vec<_> = KEYS.iter().map(Key::variable).collect();
    variables.sort();
    assert!(variables.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_public_url_knows_its_origin_as_a_browser_writes_it() {
    let url: PublicUrl = "HTTPS://Kyoten.Example.JP:443/".parse().unwrap();
    assert_eq!(url.origin(), "https://kyoten.example.jp");
    assert_eq!("http://hub:8080".parse::<PublicUrl>().unwrap().origin(), "http://hub:8080");
    for wrong in ["", "/", "ftp://a", "https://user@a", "https://a?b", "kyoten"] {
        assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
    }
}

/// Writes the document anew when `KYOTEN_TEST_WRITE` is set.
#[test]
fn the_document_lists_every_key_and_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CONFIGURATION.md");
    if std::env::var_os("KYOTEN_TEST_WRITE").is_some() {
        std::fs::write(&path, Config::reference_markdown()).unwrap();
    }
    let document = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        document == Config::reference_markdown(),
        "docs/CONFIGURATION.md and src/platform/config/keys.rs differ: run KYOTEN_TEST_WRITE=1 cargo test the_document_lists"
    );
}
