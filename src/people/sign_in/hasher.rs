//! Hashing of passwords (argon2id), on threads of its own so that a thousand tries at once leave the pages alone.
//!
//! The cost is OWASP's for argon2id: 19 MiB, two passes, one lane. On the machine of ADR 6 one hash takes 27 ms. The threads are
//! half of the processors, so pages always have the other half; each holds one hash's memory. Those who sign in from a
//! computer they have used before go first. What cannot wait any more is refused, not queued.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::oneshot;

use super::password::Password;
use crate::platform::id::random_bytes;
use crate::platform::web::Problem;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What members' passwords are hashed with.
    pub const STANDARD: Self = Self { memory: 19 * 1024, passes: 2 };

    /// For tests that are not about time.
    #[cfg(test)]
    pub const CHEAP: Self = Self { memory: 64, passes: 1 };
}

/// So many hashes may wait in each of the two lines.
const LONGEST_LINE: usize = 64;

/// When the line is full, so many seconds.
const COME_BACK: u64 = 5;

/// Who goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Who is known on this computer.
    Known,
    /// Everybody else.
    Others,
}

/// The threads that hash. They end with the last handle.
#[derive(Clone)]
pub struct Hasher(Arc<Handle>);

struct Handle {
    shared: Arc<Shared>,
    cost: Cost,
    /// Is verified in place of a hash that is not there, so that both take the same time.
    dummy: String,
}

struct Shared {
    lines: Mutex<Lines>,
    wake: Condvar,
}

#[derive(Default)]
struct Lines {
    known: VecDeque<Job>,
    others: VecDeque<Job>,
    closed: bool,
}

type Job = Box<dyn FnOnce() + Send>;

impl Hasher {
    /// Starts the threads.
    pub fn start(cost: Cost) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared { lines: Mutex::default(), wake: Condvar::new() });
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..(processors / 2).clamp(1, 4) {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name("password-hash".to_owned()).spawn(move || shared.work())?;
        }
        let dummy = hash(cost, &random_bytes::<16>())?;
        Ok(Self(Arc::new(Handle { shared, cost, dummy })))
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: Password) -> Result<String, Problem> {
        let cost = self.0.cost;
        self.run(Line::Known, move || hash(cost, password.as_bytes())).await?.map_err(Problem::ours)
    }

    /// Whether `password` is the one of `hash`. Without a hash or a password it takes as long and is wrong.
    pub async fn verify(&self, line: Line, password: Option<Password>, hash: Option<String>) -> Result<bool, Problem> {
        let dummy = self.0.dummy.clone();
        self.run(line, move || {
            let exists = hash.is_some() && password.is_some();
            let matches = verify(&hash.unwrap_or(dummy), password.as_ref().map_or(b"", Password::as_bytes));
            matches & exists
        })
        .await
    }

    /// The hashes of codes, all with one salt.
    pub async fn codes(&self, line: Line, codes: Vec<String>, salt: [u8; 16]) -> Result<Vec<[u8; 32]>, Problem> {
        let cost = self.0.cost;
        let work = move || codes.iter().map(|code| code_hash(cost, code, salt)).collect::<anyhow::Result<_>>();
        self.run(line, work).await?.map_err(Problem::ours)
    }

    /// Runs work on one of the threads.
    pub async fn run<T: Send + 'static>(
        &self,
        line: Line,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Whoever has gone away in the meantime needs no answer.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        if !self.0.shared.add(line, job) {
            return Err(Problem::too_many(COME_BACK));
        }
        answered.await.map_err(|_| Problem::ours(anyhow::anyhow!("a hashing thread ended early")))
    }
}

impl Shared {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, line: Line, job: Job) -> bool {
        let mut lines = self.lines();
        let line = match line {
            Line::Known => &mut lines.known,
            Line::Others => &mut lines.others,
        };
        if line.len() >= LONGEST_LINE {
            return false;
        }
        line.push_back(job);
        self.wake.notify_one();
        true
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            job();
        }
    }

    fn next(&self) -> Option<Job> {
        let mut lines = self.lines();
        loop {
            if let Some(job) = lines.known.pop_front().or_else(|| lines.others.pop_front()) {
                return Some(job);
            }
            if lines.closed {
                return None;
            }
            lines = self.wake.wait(lines).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lines().closed = true;
        self.shared.wake.notify_all();
    }
}

fn argon2(cost: Cost) -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(cost.memory, cost.passes, 1, Some(32)).map_err(|e| anyhow::anyhow!("argon2: {e}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(cost: Cost, password: &[u8]) -> anyhow::Result<String> {
    let salt = SaltString::encode_b64(&random_bytes::<16>()).map_err(|e| anyhow::anyhow!("salt: {e}"))?;
    let hash = argon2(cost)?.hash_password(password, &salt).map_err(|e| anyhow::anyhow!("argon2: {e}"))?;
    Ok(hash.to_string())
}

/// With the parameters that stand in the hash. One that cannot be read matches nothing.
fn verify(hash: &str, password: &[u8]) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|parsed| Argon2::default().verify_password(password, &parsed).is_ok())
}

fn code_hash(cost: Cost, code: &str, salt: [u8; 16]) -> anyhow::Result<[u8; 32]> {
    let mut hash = [0; 32];
    let filled = argon2(cost)?.hash_password_into(code.as_bytes(), &salt, &mut hash);
    filled.map(|()| hash).map_err(|e| anyhow::anyhow!("argon2: {e}"))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn password(text: &str) -> Password {
        Password::typed(text).unwrap()
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = Hasher::start(Cost::CHEAP).unwrap();
        let hash = hasher.hash(password("kaeru-tonda-ike")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let matches = async |typed: Option<&str>, hash: Option<&str>| {
            hasher.verify(Line::Others, typed.map(password), hash.map(str::to_owned)).await.unwrap()
        };
        assert!(matches(Some("kaeru-tonda-ike"), Some(&hash)).await);
        assert!(matches(Some("ｋａｅｒｕ-tonda-ike"), Some(&hash)).await);
        assert!(!matches(Some("kaeru-tonda-ika"), Some(&hash)).await);
        assert!(!matches(Some("kaeru-tonda-ike"), None).await);
        assert!(!matches(None, Some(&hash)).await);
        assert!(!matches(Some(""), Some("no hash")).await);
        assert_ne!(hasher.hash(password("kaeru-tonda-ike")).await.unwrap(), hash, "each has its own salt");
    }

    #[tokio::test]
    async fn codes_share_a_salt_so_that_one_hash_looks_through_ten() {
        let hasher = Hasher::start(Cost::CHEAP).unwrap();
        let hashes = hasher.codes(Line::Others, vec!["A".into(), "B".into()], [1; 16]).await.unwrap();
        assert_eq!(hasher.codes(Line::Others, vec!["B".into()], [1; 16]).await.unwrap(), [hashes[1]]);
        assert_ne!(hasher.codes(Line::Others, vec!["B".into()], [2; 16]).await.unwrap(), [hashes[1]]);
    }

    /// Keeps every thread busy until the sender is dropped.
    fn occupied(hasher: &Hasher) -> mpsc::Sender<()> {
        let (hold, held) = mpsc::channel::<()>();
        let held = Arc::new(Mutex::new(held));
        for _ in 0..4 {
            let held = Arc::clone(&held);
            let job: Job = Box::new(move || {
                let _ = held.lock().unwrap().recv();
            });
            assert!(hasher.0.shared.add(Line::Known, job));
        }
        hold
    }

    #[tokio::test]
    async fn a_flood_is_refused_and_who_is_known_goes_first() {
        let hasher = Hasher::start(Cost::CHEAP).unwrap();
        let hold = occupied(&hasher);
        let (tell, told) = mpsc::channel();
        let mut waiting = Vec::new();
        let mut refused = 0;
        for n in 0..1000 {
            let (hasher, tell) = (hasher.clone(), tell.clone());
            let mut work = Box::pin(async move { hasher.run(Line::Others, move || tell.send(n).unwrap()).await });
            match futures_now(&mut work) {
                Some(answer) => refused += usize::from(answer.is_err()),
                None => waiting.push(work),
            }
        }
        assert_eq!((waiting.len(), refused), (LONGEST_LINE, 1000 - LONGEST_LINE));
        let own = hasher.clone();
        let mut doctor = Box::pin(async move { own.run(Line::Known, move || tell.send(-1).unwrap()).await });
        assert!(futures_now(&mut doctor).is_none(), "she waits, but is not refused");
        drop(hold);
        doctor.await.unwrap();
        for work in waiting {
            work.await.unwrap();
        }
        assert_eq!(told.iter().next(), Some(-1), "she was first");
    }

    /// What a future says when it is asked once.
    fn futures_now<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::Pin::new(future).poll(&mut context) {
            std::task::Poll::Ready(answer) => Some(answer),
            std::task::Poll::Pending => None,
        }
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_computed() {
        let hasher = Hasher::start(Cost::CHEAP).unwrap();
        let hold = occupied(&hasher);
        let (tell, told) = mpsc::channel::<()>();
        let own = hasher.clone();
        let mut gone = Box::pin(async move { own.run(Line::Others, move || tell.send(()).unwrap()).await });
        assert!(futures_now(&mut gone).is_none());
        drop(gone);
        drop(hold);
        hasher.run(Line::Others, || ()).await.unwrap();
        assert!(told.recv().is_err());
    }
}
