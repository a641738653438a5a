//! The only place that writes on the terminal. A reader may leave before the end, as in `kyoten import … | head -1`: that
//! changes nothing of what the command does. Any other loss, such as a full disk, is told when the command ends.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stderr, stdout};
use std::sync::OnceLock;

/// A line of the answer, on standard output.
macro_rules! say {
    ($($line:tt)*) => { $crate::commands::say::answer(format_args!($($line)*)) };
}

/// A line beside the answer, on standard error.
macro_rules! say_aside {
    ($($line:tt)*) => { $crate::commands::say::aside(format_args!($($line)*)) };
}

pub(super) use {say, say_aside};

/// Why a part of the answer was lost.
static LOST: OnceLock<String> = OnceLock::new();

/// Writes a line of the answer.
pub fn answer(line: Arguments<'_>) {
    if let Some(why) = loss(&mut stdout().lock(), line) {
        LOST.get_or_init(|| why);
    }
}

/// Writes a line beside the answer. Where that cannot be written, nobody could be told so either.
pub fn aside(line: Arguments<'_>) {
    let _ = loss(&mut stderr().lock(), line);
}

/// Why a part of the answer was lost.
pub fn lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}

fn loss(out: &mut impl Write, line: Arguments<'_>) -> Option<String> {
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => Some(cause.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal where nothing can be written, for one reason.
    struct Torn(ErrorKind);

    impl Write for Torn {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_loss_but_a_full_disk_is() {
        assert_eq!(loss(&mut Torn(ErrorKind::BrokenPipe), format_args!("a")), None);
        assert!(loss(&mut Torn(ErrorKind::StorageFull), format_args!("a")).is_some());
        let mut paper = Vec::new();
        assert_eq!(loss(&mut paper, format_args!("{} 件", 3)), None);
        assert_eq!(paper, "3 件\n".as_bytes());
    }
}
