//! One shape for the figures of every bench: a table for people, one JSON object for programs.

use serde::Serialize;

use super::queries::Slow;
use crate::commands::say::say;

/// One figure beside its floor.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// Its name, as the issue and the ADRs call it.
    pub name: String,
    /// The measured value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// What the machine can do at best, measured the same way; absent where there is no such thing.
    pub floor: Option<f64>,
    /// `value / floor`.
    pub ratio: Option<f64>,
}

impl Figure {
    /// A figure beside its floor.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str, floor: Option<f64>) -> Self {
        let ratio = floor.filter(|floor| *floor > 0.0).map(|floor| value / floor);
        Self { name: name.into(), value: rounded(value), unit, floor: floor.map(rounded), ratio: ratio.map(rounded) }
    }
}

/// Three digits that mean something; more would claim what no bench can.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powi(3 - value.abs().log10().ceil() as i32);
    if value.abs() >= 1000.0 { value.round() } else { (value * scale).round() / scale }
}

/// What a bench prints.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Which bench.
    pub bench: &'static str,
    /// On which database: `sqlite` or `postgres`.
    pub database: &'static str,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The questions that took longest, where questions were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slowest: Vec<Slow>,
}

impl Figures {
    /// Prints a table, or one JSON object.
    pub fn print(&self, json: bool) -> serde_json::Result<()> {
        if json {
            say!("{}", serde_json::to_string(self)?);
            return Ok(());
        }
        say!("{} on {}", self.bench, self.database);
        say!("{:<26} {:>12} {:<7} {:>12} {:>8}", "figure", "value", "unit", "floor", "ratio");
        for figure in &self.figures {
            let shown = |value: Option<f64>| value.map_or("–".to_owned(), |value| value.to_string());
            say!(
                "{:<26} {:>12} {:<7} {:>12} {:>8}",
                figure.name,
                figure.value,
                figure.unit,
                shown(figure.floor),
                shown(figure.ratio)
            );
        }
        for slow in &self.slowest {
            say!("slowest {:>8.2} ms  {} (no. {})", slow.ms, slow.query, slow.number);
        }
        Ok(())
    }
}
