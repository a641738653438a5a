//! The log (動作の記録): a sentence and fields, for machines and colleagues. Never names, addresses, diagnoses, tokens or
//! bodies; of a request only its method, route, status, time and number.

use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, filter::LevelFilter};

use super::config::{LogFormat, LogSettings};
use super::id;
use super::start::Refusal;

/// Starts the log on standard error and sends panics there. Once for a process.
pub fn start(settings: &LogSettings) -> Result<(), Refusal> {
    subscriber(settings, io::stderr).try_init().map_err(|cause| {
        Refusal::new(format!("記録を始められません({cause})。"), format!("The log cannot be started ({cause})."))
    })?;
    log_panics();
    Ok(())
}

/// The log on any writer.
pub fn subscriber<W>(settings: &LogSettings, writer: W) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_target(true).with_writer(Escaping(writer));
    let level = LevelFilter::from_level(settings.level);
    match settings.format {
        LogFormat::Text => Box::new(tracing_subscriber::registry().with(lines.with_filter(level))),
        LogFormat::Json => Box::new(
            tracing_subscriber::registry()
                .with(lines.json().flatten_event(true).with_span_list(false).with_filter(level)),
        ),
    }
}

/// Logs every panic with a number, instead of printing it. What was panicked with may hold a patient's name, so only a
/// fixed text (`&'static str`) is shown.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let says = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(not shown)");
        tracing::error!(panic.id = %short_number(), panic.place = %place, "the program panicked: {says}");
    }));
}

/// A number that a person can read over the telephone and a colleague can find in the log.
pub fn short_number() -> String {
    let bits = u128::from_be_bytes(id::random_bytes());
    id::base32(bits)[16..].to_owned()
}

/// Escapes control characters, so that what somebody typed cannot begin a new line, colour a terminal or turn the
/// direction of the text.
struct Escaping<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Escaping<W> {
    type Writer = EscapingWriter<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        EscapingWriter(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        EscapingWriter(self.0.make_writer_for(meta))
    }
}

/// Expects one event in one write, which is how the format layer writes.
struct EscapingWriter<W>(W);

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (line, end) = text.strip_suffix('\n').map_or((&*text, ""), |line| (line, "\n"));
        self.0.write_all(escape(line).as_bytes())?;
        self.0.write_all(end.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escape(line: &str) -> String {
    let turns_text = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut safe = String::with_capacity(line.len());
    for character in line.chars() {
        if character.is_control() || turns_text(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A log that a test can read.
    #[derive(Clone, Default)]
    pub(crate) struct Page(Arc<Mutex<Vec<u8>>>);

    impl Page {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, events: impl FnOnce()) -> String {
        let page = Page::default();
        let writer = page.clone();
        let settings = LogSettings { level: tracing::Level::INFO, format };
        tracing::subscriber::with_default(subscriber(&settings, move || writer.clone()), events);
        page.text()
    }

    const FORGED: &str = "x\r\n2026-04-01 INFO signed in\u{1b}[2J\u{202e}\u{9b}";

    #[test]
    fn nobody_can_forge_a_line_or_colour_the_terminal() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let text = logged(format, || tracing::info!(said = FORGED, shown = %FORGED, "somebody said {FORGED}"));
            assert_eq!(text.lines().count(), 1, "{text}");
            assert!(text.ends_with('\n'));
            assert!(!text.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
            assert!(text.contains("signed in"), "the text itself stays: {text}");
        }
    }

    #[test]
    fn a_json_line_is_one_object_with_the_fields() {
        let text = logged(LogFormat::Json, || tracing::warn!(visit.id = "01", duration_ms = 3, "late"));
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&line["level"], &line["message"], &line["visit.id"], &line["duration_ms"]),
            (&"WARN".into(), &"late".into(), &"01".into(), &3.into())
        );
    }

    #[test]
    fn what_is_less_important_than_the_level_is_not_written() {
        assert_eq!(logged(LogFormat::Text, || tracing::debug!("detail")), "");
    }

    #[test]
    fn a_short_number_is_ten_letters_and_never_the_same() {
        assert_eq!(short_number().len(), 10);
        assert_ne!(short_number(), short_number());
    }
}
