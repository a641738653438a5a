//! A unit of work on its way through the store: the closure, then what came of it, then the answer.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::{Error, Result, Tx};

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, this thread runs a unit of work.
struct Inside;

impl Inside {
    fn enter() -> Self {
        INSIDE.set(true);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

/// Panics inside a unit of work: waiting for another one there could wait for ever.
pub(crate) fn refuse_inside() {
    assert!(!INSIDE.get(), "a unit of work must not start another one: use its own Tx");
}

/// A queued unit of work whose types are forgotten.
pub(crate) trait Unit: Send {
    /// Runs the closure once and keeps what came of it.
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;

    /// Tells the caller what came of the last run, or the error that took its place.
    fn answer(self: Box<Self>, instead: Option<Error>);

    /// Has the caller stopped waiting?
    fn is_abandoned(&self) -> bool;
}

/// How a closure ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// With a value: it wants to be committed.
    Succeeded,
    /// With an error.
    Failed,
    /// In a panic.
    Panicked,
}

struct Work<T, E, F> {
    closure: F,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// Packs a closure into a unit, and the place where its answer will appear.
pub(crate) fn unit<T, E, F>(closure: F) -> (Box<dyn Unit>, oneshot::Receiver<Result<T, E>>)
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    E: From<Error> + Send + 'static,
    T: Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    (Box::new(Work { closure, outcome: None, caller }), answer)
}

impl<T, E, F> Unit for Work<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    E: From<Error> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        let _inside = Inside::enter();
        // What the closure captured may be half changed after a panic, but it is never run again then.
        let (outcome, answer) = match catch_unwind(AssertUnwindSafe(|| (self.closure)(tx))) {
            Ok(Ok(value)) => (Outcome::Succeeded, Ok(value)),
            Ok(Err(error)) => (Outcome::Failed, Err(error)),
            Err(panic) => (Outcome::Panicked, Err(E::from(Error::Panicked { message: message_of(&*panic) }))),
        };
        self.outcome = Some(answer);
        outcome
    }

    fn answer(self: Box<Self>, instead: Option<Error>) {
        let answer = match (instead, self.outcome) {
            // A closure that failed explains it better than whatever happened to its neighbours afterwards.
            (_, Some(Err(own))) => Err(own),
            (Some(error), _) => Err(error.into()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(Error::Closed.into()),
        };
        // Nobody listens when the request was dropped; the work is done all the same.
        let _ = self.caller.send(answer);
    }

    fn is_abandoned(&self) -> bool {
        self.caller.is_closed()
    }
}

fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
