//! `kyoten bench store`.

use std::time::Duration;

use clap::Args;
use kyoten_store::{Database, Engine, Options, bench};

use super::figure::{Figure, Figures};
use crate::commands::Failure;

/// Options of `kyoten bench store`.
#[derive(Args)]
pub struct StoreBench {
    /// `postgres://…`, or nothing for SQLite in a folder that goes afterwards.
    #[arg(long)]
    database: Option<String>,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

impl StoreBench {
    /// Measures and prints.
    pub async fn run(self) -> Result<(), Failure> {
        let folder = tempfile::tempdir()?;
        let database = match &self.database {
            Some(url) => Database::parse(url)?,
            None => Database::Sqlite { path: folder.path().join("bench.db") },
        };
        let measured =
            bench::figures(&database, &Options::default(), Duration::from_secs_f64(self.seconds), &[]).await?;
        let figures = measured.into_iter().map(|f| Figure::new(f.name, f.value, f.unit, Some(f.floor))).collect();
        Figures { bench: "store", database: name(database.engine()), figures, slowest: Vec::new() }.print(self.json)?;
        Ok(())
    }
}

/// How figures call a database.
pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}
