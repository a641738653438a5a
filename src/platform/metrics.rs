//! Figures about the running program in the Prometheus text format (計測値), under `/metrics`.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::timers::LATENESS;

/// The figures of this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

const REQUESTS: &str = "http_requests_total";
const DURATION: &str = "http_request_duration_seconds";
const IN_FLIGHT: &str = "http_requests_in_flight";
const MEMORY: &str = "process_resident_memory_bytes";
const UPTIME: &str = "process_uptime_seconds";

/// From a page out of the cache to one that the visitor gives up on.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

impl Metrics {
    /// Starts counting; a second call gives the same figures.
    pub fn start() -> Self {
        static STARTED: OnceLock<Metrics> = OnceLock::new();
        STARTED.get_or_init(Self::install).clone()
    }

    fn install() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(Matcher::Full(LATENESS.to_owned()), SECONDS))
            .expect("the list of buckets is not empty")
            .build_recorder();
        let handle = recorder.handle();
        // Somebody else may count already (another test); then these figures stay empty.
        let _ = metrics::set_global_recorder(recorder);
        metrics::describe_counter!(REQUESTS, "Requests by method, route and status.");
        metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "How long answers took, by method and route.");
        metrics::describe_gauge!(IN_FLIGHT, "Requests under way.");
        metrics::describe_gauge!(MEMORY, metrics::Unit::Bytes, "Memory of the process.");
        metrics::describe_gauge!(UPTIME, metrics::Unit::Seconds, "How long the process has been running.");
        super::timers::describe_figures();
        super::outbox::describe_figures();
        metrics::describe_gauge!("kyoten_build_info", "The version of the program; always 1.");
        metrics::gauge!("kyoten_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
        Self(handle)
    }

    /// The text for Prometheus.
    pub fn render(&self, uptime: Duration) -> String {
        if let Some(bytes) = resident_memory() {
            metrics::gauge!(MEMORY).set(bytes as f64);
        }
        metrics::gauge!(UPTIME).set(uptime.as_secs_f64());
        self.0.render()
    }

    /// Folds new measurements together; without it they pile up while nobody asks. Every few seconds is enough.
    pub fn tidy(&self) {
        self.0.run_upkeep();
    }
}

/// Counts an answer. `route` is the pattern, never the address itself, so that the number of series stays small and no
/// id is told.
pub fn answered(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = known(method);
    let route = route.to_owned();
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    metrics::histogram!(DURATION, "method" => method, "route" => route).record(took.as_secs_f64());
}

/// The method as a label. A visitor may invent methods, but not series.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Counts one request under way until it is dropped.
pub struct InFlight(());

impl InFlight {
    /// One more.
    pub fn begin() -> Self {
        metrics::gauge!(IN_FLIGHT).increment(1);
        Self(())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!(IN_FLIGHT).decrement(1);
    }
}

/// `None` where there is no `/proc`.
fn resident_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_tells_requests_durations_memory_and_build() {
        let metrics = Metrics::start();
        answered(&Method::GET, "/facilities/{id}", StatusCode::OK, Duration::from_millis(3));
        answered(&Method::from_bytes(b"SPY1").unwrap(), "(none)", StatusCode::NOT_FOUND, Duration::from_millis(3));
        let text = metrics.render(Duration::from_secs(1));
        for expected in [
            "http_requests_total{method=\"GET\",route=\"/facilities/{id}\",status=\"200\"}",
            "http_requests_total{method=\"other\",route=\"(none)\",status=\"404\"}",
            "http_request_duration_seconds_bucket{method=\"GET\",route=\"/facilities/{id}\",le=\"0.005\"}",
            "process_resident_memory_bytes ",
            "kyoten_build_info{version=",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
    }

    #[test]
    fn the_process_knows_its_memory() {
        assert!(resident_memory().is_some_and(|bytes| bytes > 1_000_000));
    }
}
