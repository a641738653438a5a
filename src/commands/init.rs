//! `kyoten init`: a hub, and a one-time link for its first administrator.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use kyoten::hub::Hub;
use kyoten::people::form::MemberForm;
use kyoten::people::listing;
use kyoten::people::operations::{self, LinkLife, NewLink};
use kyoten::people::refusal::Refused;
use kyoten::platform::access::Viewer;
use kyoten::platform::config::HubSettings;
use kyoten::platform::{Clock, Config, DataFolder, Refusal};

use super::say::{say, say_aside};
use super::{Failure, link};

/// Options of `kyoten init`. What is missing is asked for when somebody sits at the terminal.
#[derive(Args)]
pub struct Init {
    /// The name of the hub.
    #[arg(long)]
    name: Option<String>,
    /// Its name on English pages.
    #[arg(long)]
    name_en: Option<String>,
    /// The municipalities of its area (five digits, several with commas).
    #[arg(long, value_delimiter = ',')]
    area: Option<Vec<String>>,
    /// The telephone of its desk.
    #[arg(long)]
    phone: Option<String>,
    /// The name of its first administrator.
    #[arg(long)]
    administrator: Option<String>,
    /// The reading of that name.
    #[arg(long)]
    kana: Option<String>,
    /// What the administrator types to sign in: an e-mail address, or a name of small letters and digits.
    #[arg(long)]
    sign_in: Option<String>,
    /// What the administrator is, such as clerk, official or nurse.
    #[arg(long, default_value = "clerk")]
    profession: String,
    /// The administrator cannot sign in any more: end his sessions, devices and links, and make a new link.
    #[arg(long)]
    again: bool,
    /// Print no QR code.
    #[arg(long)]
    no_code: bool,
}

/// Where a hub keeps what it is told.
pub struct Places {
    /// The settings file; it may not exist yet.
    pub settings: PathBuf,
    /// The data folder, when it was named.
    pub data: Option<PathBuf>,
}

impl Init {
    /// Makes the hub and prints the link.
    pub async fn run(self, mut config: Config, mut places: Places) -> Result<(), Failure> {
        let folder = Arc::new(DataFolder::open(&config.data)?);
        // As the hub finds it again from wherever it is started.
        places.data = places.data.map(|_| folder.path().to_owned());
        let hub = Hub::open(config.clone(), &folder, Clock::system()).await?;
        let operator = Viewer::Operator { hub: hub.id() };
        let viewer = operator.clone();
        let begun = hub.read(move |tx, _| listing::has_administrator(tx, &viewer, &Clock::system())).await;
        let new = match (begun.map_err(link::refused)?, self.again) {
            (true, false) => return Err(link::refused(Refused::HasAdministrator)),
            (false, true) => return Err(link::refused(Refused::NoAdministrator)),
            (true, true) => self.recover(&hub, operator).await?,
            (false, false) => {
                let wanted = wanted(&self, &config.hub)?;
                let administrator = self.administrator_form()?;
                // Nothing is written before everything is known.
                let written = settle(&mut config, wanted, &places)?;
                let new = found(&hub, operator, administrator).await?;
                say!("「{}」を作りました。 / This is now {}.", config.hub.name, config.hub.name_en);
                if written {
                    say!("設定 / settings: {}", places.settings.display());
                }
                say!("");
                new
            }
        };
        link::print(&new, &config, !self.no_code);
        say!("\nkyoten serve で動かしてから開いてください。 / Start kyoten serve, then open it.");
        hub.close().await?;
        Ok(())
    }

    async fn recover(&self, hub: &Hub, operator: Viewer) -> Result<NewLink, Failure> {
        let (life, clock, sign_in) = (LinkLife::from(hub.config().links), hub.clock().clone(), self.sign_in.clone());
        let new = hub
            .write(move |tx, _| operations::recover_administrator(tx, &operator, sign_in.as_deref(), life, &clock))
            .await;
        new.map_err(link::refused)
    }

    /// The administrator's particulars; what is wrong is asked again when somebody sits at the terminal.
    fn administrator_form(&self) -> Result<MemberForm, Failure> {
        let mut given = [self.administrator.clone(), self.kana.clone(), self.sign_in.clone()];
        loop {
            let [name, kana, sign_in] = &given;
            let missing = name.is_none() || sign_in.is_none();
            let form = form(name.as_deref(), kana.as_deref(), sign_in.as_deref(), &self.profession);
            let refusal = match form.checked(&[]) {
                Ok(_) => return Ok(form),
                Err(why) => why,
            };
            if !is_asked() {
                let hint = "--administrator、--kana、--sign-in で、最初の管理者を示してください。\nName the first administrator with --administrator, --kana and --sign-in.";
                return Err(if missing { anyhow::anyhow!(hint) } else { link::refused(refusal) });
            }
            if !missing {
                say!("{}", refusal.in_both());
            }
            given = [
                Some(ask("最初の管理者の氏名 / name of the first administrator")?),
                Some(ask("よみがな / reading")?),
                Some(ask("メールアドレスかサインイン名 / e-mail address or sign-in name")?),
            ];
        }
    }
}

/// Writes who the hub is into a new settings file. `false`: the settings say it already.
fn settle(config: &mut Config, wanted: HubSettings, places: &Places) -> Result<bool, Failure> {
    if wanted == config.hub {
        return Ok(false);
    }
    let text = settings_text(&wanted, places);
    // What would not be understood when the hub starts is refused now.
    Config::from_text(&text, Vec::new())?;
    if places.settings.exists() {
        let file = places.settings.display();
        return Err(Refusal::new(
            format!("設定ファイル {file} はもうあります。次の行をそこに書いてから、もう一度行ってください。\n\n{text}"),
            format!("The settings file {file} is there already: put the lines above into it, then try again."),
        )
        .into());
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&places.settings)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    config.hub = wanted;
    Ok(true)
}

/// Names the first administrator.
async fn found(hub: &Hub, operator: Viewer, form: MemberForm) -> Result<NewLink, Failure> {
    let (life, clock) = (LinkLife::from(hub.config().links), hub.clock().clone());
    let new = hub.write(move |tx, _| operations::found_administrator(tx, &operator, &form, life, &clock)).await;
    new.map_err(link::refused)
}

fn form(name: Option<&str>, kana: Option<&str>, sign_in: Option<&str>, profession: &str) -> MemberForm {
    let (mail, chosen) = match sign_in.unwrap_or_default() {
        mail if mail.contains(['@', '＠']) => (mail, ""),
        chosen => ("", chosen),
    };
    MemberForm {
        name: name.unwrap_or_default().to_owned(),
        kana: kana.unwrap_or_default().to_owned(),
        professions: vec![profession.to_owned()],
        sign_in: chosen.to_owned(),
        email: mail.to_owned(),
        ..MemberForm::default()
    }
}

/// The hub as it shall be. What the settings say already is not changed behind their back.
fn wanted(init: &Init, known: &HubSettings) -> Result<HubSettings, Failure> {
    let standard = Config::standard().hub;
    let new = known.name == standard.name;
    let name = match &init.name {
        Some(name) => name.clone(),
        None if !new => known.name.clone(),
        None if is_asked() => ask("拠点の名前 / name of the hub")?,
        None => anyhow::bail!("--name で拠点の名前を示してください。\nName the hub with --name."),
    };
    let area = match &init.area {
        Some(area) => area.clone(),
        None if new && known.area.is_empty() && is_asked() => {
            let typed = ask(
                "圏域の市区町村コード(5けた、コンマ区切り。あとでもよい) / municipalities, five digits, commas; may be empty",
            )?;
            typed.split([',', '、', ' ']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect()
        }
        None => known.area.clone(),
    };
    let phone = match &init.phone {
        Some(phone) => phone.clone(),
        None if new && known.phone.is_empty() && is_asked() => {
            ask("窓口の電話(あとでもよい) / telephone of the desk; may be empty")?
        }
        None => known.phone.clone(),
    };
    let name_en = init.name_en.clone().unwrap_or_else(|| known.name_en.clone());
    if name.trim().is_empty() {
        anyhow::bail!("拠点の名前がありません。\nThe hub has no name.");
    }
    Ok(HubSettings { name, name_en, area, phone, ..known.clone() })
}

/// A settings file with what was told; everything else stays as it is by default.
fn settings_text(hub: &HubSettings, places: &Places) -> String {
    let standard = Config::standard().hub;
    let mut table = toml::Table::new();
    if let Some(data) = &places.data {
        table.insert("data".to_owned(), data.display().to_string().into());
    }
    let mut of_hub = toml::Table::new();
    for (key, value, usual) in [
        ("name", &hub.name, &standard.name),
        ("name_en", &hub.name_en, &standard.name_en),
        ("phone", &hub.phone, &standard.phone),
    ] {
        if value != usual {
            of_hub.insert(key.to_owned(), value.clone().into());
        }
    }
    if !hub.area.is_empty() {
        of_hub.insert("area".to_owned(), hub.area.clone().into());
    }
    table.insert("hub".to_owned(), of_hub.into());
    table.to_string()
}

fn is_asked() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

fn ask(question: &str) -> Result<String, Failure> {
    say_aside!("{question}:");
    let mut line = String::new();
    if std::io::stdin().read_line(&mut line)? == 0 {
        anyhow::bail!("途中で終わりました。何も作っていません。\nStopped before the end; nothing was made.");
    }
    Ok(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, area: &[&str]) -> HubSettings {
        HubSettings {
            name: name.into(),
            area: area.iter().map(|code| (*code).to_owned()).collect(),
            ..Config::standard().hub
        }
    }

    #[test]
    fn the_settings_are_read_back_whatever_the_hub_is_called() {
        let places = Places { settings: "kyoten.toml".into(), data: Some("/var/lib/\"kyoten\"".into()) };
        for name in ["汐見野市在宅医療連携拠点", "a \"b\" \\ c", "[hub]"] {
            let hub = told(name, &["99201", "99202"]);
            let read = Config::from_text(&settings_text(&hub, &places), Vec::new()).unwrap();
            assert_eq!(read.hub, hub);
            assert_eq!(read.data, PathBuf::from("/var/lib/\"kyoten\""));
        }
        let wrong = settings_text(&told("拠点", &["992"]), &places);
        assert!(Config::from_text(&wrong, Vec::new()).is_err(), "an area that is none is refused at once");
    }

    #[test]
    fn a_sign_in_with_an_at_is_a_mail_address() {
        let mail = form(Some("田中 三郎"), Some("たなか さぶろう"), Some("saburo＠example.jp"), "clerk");
        assert_eq!(mail.checked(&[]).unwrap().email.as_deref(), Some("saburo@example.jp"));
        let chosen = form(Some("田中 三郎"), Some("たなか さぶろう"), Some("Saburo"), "clerk");
        assert_eq!(chosen.checked(&[]).unwrap().sign_in, "saburo");
    }
}
