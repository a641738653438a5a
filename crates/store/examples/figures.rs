//! Prints the store's figures: `cargo run --profile demo --example figures -- <database> [seconds per figure] [connections]`.

use std::time::Duration;

use kyoten_store::{Database, Options, Result, bench};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let database = Database::parse(&arguments.next().unwrap_or_default())?;
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(4.0);
    let mut options = Options::default();
    if let Some(connections) = arguments.next().and_then(|text| text.parse().ok()) {
        options.connections = connections;
        options.readers = connections;
    }
    println!("{:<24} {:>10} {:>10}  {:<5} {:>6}", database.engine().to_string(), "store", "driver", "", "share");
    for figure in bench::figures(&database, &options, Duration::from_secs_f64(seconds), &[]).await? {
        let share = 100.0 * figure.share_of_floor();
        println!("{:<24} {:>10.1} {:>10.1}  {:<5} {share:>5.0}%", figure.name, figure.value, figure.floor, figure.unit);
    }
    Ok(())
}
