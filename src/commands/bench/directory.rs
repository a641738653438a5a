//! `kyoten bench directory`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use clap::Args;
use kyoten::directory::import::run::{ImportOptions, Progress, import};
use kyoten::directory::search::{Query, mix};
use kyoten::directory::store::documents;
use kyoten::hub::Hub;
use kyoten::platform::health::Health;
use kyoten::platform::server::Server;
use kyoten::platform::{Clock, Config, DataFolder, Demo, Shell};
use kyoten::sim::demo;
use kyoten_store::{Database, Options, bench};

use super::figure::{Figure, Figures};
use super::http::{Load, load};
use super::{memory, queries, store};
use crate::commands::Failure;

/// Options of `kyoten bench directory`.
#[derive(Args)]
pub struct DirectoryBench {
    /// Files, folders and archives to import. Without them the invented area is measured.
    #[arg(long, num_args = 1.., value_name = "PATH")]
    data: Vec<PathBuf>,
    /// The data folder of a hub that imported already: its directory is measured as it stands.
    #[arg(long, conflicts_with_all = ["data", "database"], value_name = "FOLDER")]
    imported: Option<PathBuf>,
    /// `postgres://…` of an empty database, or nothing for SQLite in a folder that goes afterwards.
    #[arg(long)]
    database: Option<String>,
    /// How many queries are asked in process.
    #[arg(long, default_value_t = 10_000)]
    queries: usize,
    /// How long pages are asked for.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Which mix of queries.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Connections that ask for pages at the same time.
const CONNECTIONS: usize = 32;

impl DirectoryBench {
    /// Measures and prints.
    pub async fn run(self, mut config: Config) -> Result<(), Failure> {
        let home = tempfile::tempdir()?;
        config.data = self.imported.clone().unwrap_or_else(|| home.path().join("hub"));
        let data = config.data.clone();
        config.listen = ([127, 0, 0, 1], 0).into();
        config.hub.area = Vec::new();
        config.limits.exempt_loopback = true;
        config.database.url.clone_from(&self.database);
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        let floors = self.floors(home.path()).await?;
        let mut figures = Vec::new();

        let before = memory::resident_mb();
        if self.imported.is_none() {
            let (rows, took) = self.import(&hub, &folder).await?;
            let per_second = rows as f64 / took.as_secs_f64();
            figures.push(Figure::new("import_rows_per_s", per_second, "rows/s", floors.bulk_rows_per_s));
            figures.push(Figure::new("import_s", took.as_secs_f64(), "s", None));
            figures.push(Figure::new("import_peak_rss_mb", memory::peak_mb(), "MB", Some(before)));
        }

        let (id, seed) = (hub.id(), self.seed);
        let (facilities, mix) = hub
            .store()
            .read(move |tx| {
                let documents = documents::since(tx, id, 0)?.documents;
                Ok::<_, kyoten_store::Error>((documents.len(), mix::query_mix(seed, &documents)))
            })
            .await?;
        figures.push(Figure::new("facilities", facilities as f64, "", None));
        let searched = queries::ask(&hub, &mix, self.queries).await?;
        figures.push(Figure::new(
            "search_median_ms",
            searched.median_ms,
            "ms",
            floors.point_read_us.map(|us| us / 1000.0),
        ));
        figures.push(Figure::new("search_p99_ms", searched.p99_ms, "ms", floors.point_read_us.map(|us| us / 1000.0)));
        figures.push(Figure::new("search_max_ms", searched.max_ms, "ms", None));

        let (pages, empty) = self.pages(&hub, &folder, &mix).await?;
        figures.push(Figure::new("http_search_per_s", pages.per_second, "1/s", Some(empty.per_second)));
        figures.push(Figure::new("http_search_p99_ms", pages.p99_ms, "ms", Some(empty.p99_ms)));
        let engine = hub.store().engine();
        hub.store().clone().shutdown().await?;
        drop((hub, folder));
        let (start, rss) = self.start(&data)?;
        figures.push(Figure::new(
            "start_ms",
            start.as_secs_f64() * 1000.0,
            "ms",
            Some(bare_start()?.as_secs_f64() * 1000.0),
        ));
        figures.push(Figure::new("rss_mb", rss, "MB", Some(before)));
        Figures { bench: "directory", database: store::name(engine), figures, slowest: searched.slowest }
            .print(self.json)?;
        Ok(())
    }

    /// What the bare driver does on this machine.
    async fn floors(&self, home: &Path) -> Result<Floors, Failure> {
        let database = match &self.database {
            Some(url) => Database::parse(url)?,
            None => Database::Sqlite { path: home.join("floor.db") },
        };
        let (bulk, point) = ("bulk_rows_per_s", "point_read_us");
        let measured =
            bench::figures(&database, &Options::default(), Duration::from_millis(300), &[bulk, point]).await?;
        let floor = |name: &str| measured.iter().find(|figure| figure.name == name).map(|figure| figure.floor);
        Ok(Floors { bulk_rows_per_s: floor(bulk), point_read_us: floor(point) })
    }

    async fn import(&self, hub: &Hub, folder: &DataFolder) -> Result<(u64, Duration), Failure> {
        let (store, clock, id, seed) = (hub.store().clone(), hub.clock().clone(), hub.id(), self.seed);
        let (paths, path) = (self.data.clone(), folder.path().to_owned());
        let began = Instant::now();
        let rows = tokio::task::spawn_blocking(move || -> Result<u64, Failure> {
            if paths.is_empty() {
                demo::fill_invented(&store, &clock, id, seed, &path)?;
                return Ok(kyoten::sim::area::fictional_area(seed, clock.today()).records.len() as u64);
            }
            demo::claim(&store, id, Demo::OpenData)?;
            let report = import(&store, &clock, id, &ImportOptions::of(paths, &path), &Arc::new(Progress::default()))?;
            Ok(report.files.iter().map(|file| file.counts.read).sum())
        })
        .await??;
        Ok((rows, began.elapsed()))
    }

    /// Pages of the whole program, and an empty handler on the same kind of server.
    async fn pages(&self, hub: &Hub, folder: &Arc<DataFolder>, queries: &[Query]) -> Result<(Load, Load), Failure> {
        let health = Health::new(hub.config(), hub.clock().clone(), hub.store().clone(), Arc::clone(folder));
        let shell = Shell::new(hub.config(), hub.clock().clone(), health, None);
        let paths: Vec<String> = queries.iter().take(2_000).map(address).collect();
        let rooms = shell.wrap(hub.pages());
        let pages = self.asked(hub, &shell, rooms, paths).await?;
        let empty =
            self.asked(hub, &shell, Router::new().route("/", get(|| async { "" })), vec!["/".to_owned()]).await?;
        Ok((pages, empty))
    }

    async fn asked(&self, hub: &Hub, shell: &Shell, router: Router, paths: Vec<String>) -> Result<Load, Failure> {
        let server = Server::bind(hub.config()).await?;
        let address = server.address();
        let (stop, stopped) = tokio::sync::mpsc::channel(1);
        let shell = shell.clone();
        let serving = tokio::spawn(async move { server.serve(&shell, router, stopped).await });
        let asked = load(address, Arc::new(paths), CONNECTIONS, Duration::from_secs_f64(self.seconds)).await;
        stop.send(()).await?;
        serving.await?;
        asked
    }

    /// How long the program takes from its start to its first ready answer, and what it holds then.
    fn start(&self, data: &Path) -> Result<(Duration, f64), Failure> {
        let began = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0"]).env("KYOTEN_LOG_LEVEL", "error");
        // Also when there is none: the settings of whoever measures may name the database of a hub at work.
        command.env("KYOTEN_DATABASE_URL", self.database.as_deref().unwrap_or_default());
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or_else(|| anyhow::anyhow!("the program has no output"))?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line)?;
        let took = began.elapsed();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let rss = status
            .lines()
            .find_map(|l| l.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        child.kill()?;
        child.wait()?;
        anyhow::ensure!(line.starts_with("http"), "the program did not start: {line}");
        Ok((took, rss.unwrap_or(f64::NAN) / 1024.0))
    }
}

/// Starting the program for nothing.
fn bare_start() -> Result<Duration, Failure> {
    let began = Instant::now();
    Command::new(std::env::current_exe()?).arg("--version").stdout(Stdio::null()).status()?;
    Ok(began.elapsed())
}

struct Floors {
    bulk_rows_per_s: Option<f64>,
    point_read_us: Option<f64>,
}

/// The address of a query: what a browser would ask for.
fn address(query: &Query) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let text = query.text.trim();
    if !text.is_empty() {
        pairs.append_pair("q", text);
    }
    for kind in &query.kinds {
        pairs.append_pair("kind", kind.code());
    }
    for code in &query.capabilities {
        pairs.append_pair("can", code);
    }
    if query.comes_home {
        pairs.append_pair("home", "1");
    }
    format!("/search?{}", pairs.finish())
}
