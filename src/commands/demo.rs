//! `kyoten demo`: the hub with a story in it, on this machine only.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use kyoten::directory::import::report::ImportReport;
use kyoten::directory::import::run::ImportOptions;
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder, Demo as Kind, log, start};
use kyoten::sim::{demo, staff};

use super::area::municipality;
use super::{Failure, import, serve};
use crate::commands::say::{say, say_aside};

/// Options of `kyoten demo`.
#[derive(Args)]
pub struct Demo {
    /// Real facilities from these files, folders and archives instead of invented ones.
    #[arg(long, num_args = 1.., value_name = "PATH")]
    open_data: Vec<PathBuf>,
    /// With --open-data: the hub's municipalities (five digits, several with commas).
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "CODE",
        value_parser = municipality,
        default_value = "42201",
        requires = "open_data"
    )]
    area: Vec<String>,
    /// `postgres://…` of an empty database, for a demo on PostgreSQL. `database.url` of the settings is never a demo's.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where to listen; only addresses of this machine.
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
    /// Another invented area.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Demo {
    /// Builds the hub and serves it. Without `--data` everything is gone when it ends.
    pub async fn run(self, mut config: Config, keeps_data: bool) -> Result<(), Failure> {
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        start::refuse_public_demo(&config)?;
        log::start(&config.log)?;
        let clock = Clock::system();
        // The folder of a demo goes with it, unless somebody named one.
        let temporary = if keeps_data { None } else { Some(tempfile::tempdir()?) };
        if let Some(folder) = &temporary {
            config.data = folder.path().to_owned();
        }
        // The database of the settings is that of a hub at work.
        config.database.url.clone_from(&self.database);
        match self.kind() {
            Kind::Invented => config.hub = demo::settings(self.seed, clock.today()),
            Kind::OpenData => config.hub.area.clone_from(&self.area),
        }
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, clock).await?;
        self.build(&hub, &folder).await?;
        serve::serve(hub, folder, |url| {
            say!("{url}");
            say!("{url}demo/roles  職員の役割を選ぶ / choose a member's role");
            say!("見本です。止めるには Ctrl-C を押してください。 / A demo. Stop it with Ctrl-C.");
        })
        .await
    }

    fn kind(&self) -> Kind {
        if self.open_data.is_empty() { Kind::Invented } else { Kind::OpenData }
    }

    /// Fills an empty hub; one that was filled before is shown as it is.
    async fn build(&self, hub: &Hub, folder: &DataFolder) -> Result<(), Failure> {
        let (store, id, kind) = (hub.store().clone(), hub.id(), self.kind());
        tokio::task::spawn_blocking(move || demo::claim(&store, id, kind)).await??;
        if hub.finder().count().await? == 0 {
            return self.fill(hub, folder).await;
        }
        if kind == Kind::OpenData {
            say_aside!(
                "前に作った見本です。ファイルは読み直しません。 / A demo that was made before: the files are not read again."
            );
        }
        Ok(())
    }

    async fn fill(&self, hub: &Hub, folder: &DataFolder) -> Result<(), Failure> {
        let (store, clock, id, seed) = (hub.store().clone(), hub.clock().clone(), hub.id(), self.seed);
        let (path, area) = (folder.path().to_owned(), self.area.clone());
        match self.kind() {
            Kind::Invented => {
                let work = move || {
                    demo::fill_invented(&store, &clock, id, seed, &path)?;
                    staff::add_members(&store, &clock, id, seed)
                };
                tokio::task::spawn_blocking(work).await??;
            }
            Kind::OpenData => {
                let options =
                    ImportOptions { area: self.area.clone(), ..ImportOptions::of(self.open_data.clone(), &path) };
                let report = import::watched(hub, options, import::Show::Bar).await?;
                for file in &report.files {
                    file.problem.iter().for_each(|problem| say_aside!("{}: {problem}", file.label));
                }
                import::ensure_read(&report)?;
                self.ensure_somebody(hub, &report).await?;
                let work = move || {
                    demo::add_answers(&store, &clock, id, seed)?;
                    staff::add_members_to_a_sample(&store, &clock, id, &area)
                };
                tokio::task::spawn_blocking(work).await??;
            }
        }
        hub.reload().await?;
        Ok(())
    }

    /// Refuses to show a demo without anybody in it: the files speak of other places.
    async fn ensure_somebody(&self, hub: &Hub, report: &ImportReport) -> Result<(), Failure> {
        if hub.finder().count().await? > 0 {
            return Ok(());
        }
        import::tell_left_out(&report.outside());
        let area = self.area.join(",");
        anyhow::bail!(
            "このファイルには、--area {area} の事業所がありません。 / These files hold no facility of --area {area}."
        )
    }
}
