//! `kyoten serve`: the hub for its people.

use std::sync::Arc;

use clap::Args;
use kyoten::hub::Hub;
use kyoten::platform::health::Health;
use kyoten::platform::server::{Ended, Server, stop_signals};
use kyoten::platform::{Clock, Config, DataFolder, Shell, log, start};

use super::Failure;
use crate::commands::say::say;

/// Options of `kyoten serve`.
#[derive(Args)]
pub struct Serve {
    /// Where to listen; stronger than the settings.
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
}

impl Serve {
    /// Serves until a signal comes.
    pub async fn run(self, mut config: Config) -> Result<(), Failure> {
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        log::start(&config.log)?;
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        if hub.demo().await?.is_some() {
            start::refuse_public_demo(hub.config())?;
        }
        serve(hub, folder, |url| say!("{url}")).await
    }
}

/// Serves a hub until a signal comes; `say` is told the address once it listens. A demo is known by its mark in the database.
pub async fn serve(hub: Hub, folder: Arc<DataFolder>, say: impl FnOnce(&str)) -> Result<(), Failure> {
    let demo = hub.demo().await?;
    let server = Server::bind(hub.config()).await?;
    let stop = stop_signals()?;
    let timers = hub.timers().clone();
    let health =
        Health::with_timers(hub.config(), hub.clock().clone(), hub.store().clone(), folder, Some(timers.clone()));
    let shell = Shell::new(hub.config(), hub.clock().clone(), health, demo);
    hub.finder().warm().await?;
    let router = shell.wrap(if demo.is_some() { hub.demo_pages() } else { hub.pages() });
    // Passkeys are bound to a name, and a demo has only this one.
    let local = || format!("http://localhost:{}/", server.address().port());
    say(&demo.map_or_else(|| server.url(), |_| local()));
    let (stop_timers, stopped) = tokio::sync::oneshot::channel::<()>();
    let until = async {
        let _ = stopped.await;
    };
    let mut work = tokio::spawn(async move { timers.run(until).await });
    let ended = tokio::select! {
        ended = server.serve(&shell, router, stop) => ended,
        never = hub.keep() => match never {},
        _ = &mut work => anyhow::bail!("timers ended: the hub would serve pages and forget everything that is due"),
    };
    drop(stop_timers);
    if tokio::time::timeout(hub.config().shutdown_drain, &mut work).await.is_err() {
        work.abort();
        tracing::warn!("timers under way were broken off when the time to finish was over; they begin anew");
    }
    hub.close().await?;
    if let Ended::Cut(open) = ended
        && open > 0
    {
        tracing::warn!(open, "requests were cut when the time to finish was over");
    }
    Ok(())
}
