//! Printing a one-time link: the address first, so that a script finds it, then a code for a telephone.

use kyoten::people::link::Purpose;
use kyoten::people::operations::NewLink;
use kyoten::people::refusal::Refused;
use kyoten::platform::clock::local;
use kyoten::platform::{Config, qr};

use super::Failure;
use super::say::say;

/// Prints a link with what to know of it. It is shown here once and kept nowhere.
pub fn print(new: &NewLink, config: &Config, with_code: bool) {
    let address = format!("{}{}", origin(config), new.secret.path());
    say!("{address}");
    if with_code && let Ok(code) = qr::as_lines(&address) {
        say!("\n{code}\n");
    }
    let until = local(new.link.expires_at).strftime("%Y-%m-%d %H:%M");
    let what = match new.link.purpose {
        Purpose::Invitation => ("招待", "An invitation"),
        Purpose::Reset => ("再設定", "A reset"),
    };
    say!("{}のリンクです。{until} まで、1回だけ使えます。本人のほかに見せないでください。", what.0);
    say!("{}: usable once, until {until}. Show it to nobody but its owner.", what.1);
    if config.public_url.is_none() {
        say!(
            "このリンクはこのコンピューターでだけ開きます。ほかの機器で開くには、public_url を設定してください。 / It opens on this machine only: set public_url for others."
        );
    }
}

/// Where people find this hub.
fn origin(config: &Config) -> String {
    config.public_url.as_ref().map_or_else(|| format!("http://{}", config.listen), |url| url.origin())
}

/// A refusal in both languages; the database's own trouble as it is.
pub fn refused(why: Refused) -> Failure {
    if why.is_ours() { why.into() } else { anyhow::anyhow!(why.in_both()) }
}
