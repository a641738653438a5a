//! No time tells whether a name exists (attack 10): 1,000 pairs of tries, one at a name that is somebody's and one at a name that is nobody's.

use std::time::{Duration, Instant};

use kyoten_store::testing::databases;

use super::house::{House, PASSWORD};
use crate::people::sign_in::hasher::{Cost, Hasher, Line};
use crate::people::sign_in::operations::emergencies;
use crate::people::sign_in::operations::enter::{SecondFactor, WithPassword, with_password};
use crate::people::sign_in::password::Password;

const SAMPLES: usize = 1000;
/// What is finer than this nobody measures from outside, in microseconds.
const FINEST: f64 = 100.0;

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// What two runs of the very same thing differ by: the noise of this machine, from two halves of the samples taken in turn.
struct Compared {
    difference: f64,
    noise: f64,
    typical: f64,
}

impl Compared {
    /// Whether nothing can be told apart: the medians differ by no more than they do among equals, nor by a twentieth of the whole, nor by
    /// a tenth of a millisecond. Where a row stands in an index costs some of that, and no line lets it through to whoever has three tries.
    fn tells_nothing(&self) -> bool {
        self.difference <= (3.0 * self.noise).max(0.05 * self.typical).max(FINEST)
    }
}

/// Something else that the machine does may hit one of both: what is really told apart is so each time.
const ROUNDS: usize = 3;

/// Runs both in turn, so that whatever else the machine does hits both alike; again when they can be told apart.
async fn compare(mut known: impl AsyncFnMut(usize), mut unknown: impl AsyncFnMut(usize)) -> Compared {
    let mut round = 0;
    loop {
        let first = round * SAMPLES;
        let compared = compare_once(async |n| known(first + n).await, async |n| unknown(first + n).await).await;
        round += 1;
        if round == ROUNDS || compared.tells_nothing() {
            return compared;
        }
    }
}

async fn compare_once(mut known: impl AsyncFnMut(usize), mut unknown: impl AsyncFnMut(usize)) -> Compared {
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    for n in 0..SAMPLES {
        let began = Instant::now();
        known(n).await;
        of_known.push(began.elapsed());
        let began = Instant::now();
        unknown(n).await;
        of_unknown.push(began.elapsed());
    }
    let half = |times: &[Duration], odd: usize| median(times.iter().skip(odd).step_by(2).copied().collect());
    let noise = [&of_known, &of_unknown].map(|times| (half(times, 0) - half(times, 1)).abs());
    let typical = median(of_known.clone());
    let difference = (typical - median(of_unknown)).abs();
    Compared { difference, noise: noise[0].max(noise[1]), typical }
}

#[tokio::test]
async fn the_time_of_a_refused_sign_in_tells_nothing_about_the_name() {
    for database in databases().await {
        let engine = database.engine();
        let house = House::start(database).await;
        house.person("doctor", &[]).await;
        let try_name = async |name: &str, n: usize| {
            let caller = house.caller(0);
            let bytes = u32::try_from(n).unwrap().to_be_bytes();
            let caller = crate::people::sign_in::operations::Caller { address: bytes.into(), ..caller };
            let second = SecondFactor::Code("000000".to_owned());
            let typed =
                WithPassword { name: name.to_owned(), password: "wrong-wrong-wrong".into(), second, shared: true };
            assert!(with_password(&house.hub, typed, &caller).await.unwrap().is_err());
        };
        let compared =
            compare(async |n| try_name("doctor", n).await, async |n| try_name(&format!("nobody{n}"), n + 5000).await)
                .await;
        println!(
            "sign-in on {engine:?}: {:.0} µs, difference {:.1} µs, noise {:.1} µs",
            compared.typical, compared.difference, compared.noise
        );
        assert!(compared.tells_nothing(), "{:.1} µs of {:.0}", compared.difference, compared.typical);
    }
}

#[tokio::test]
async fn the_time_of_an_emergency_tells_nothing_about_the_name() {
    for database in databases().await {
        let engine = database.engine();
        let house = House::start(database).await;
        house.person("doctor", &[]).await;
        let ask = async |name: &str, n: usize| {
            let bytes = u32::try_from(n).unwrap().to_be_bytes();
            let caller = crate::people::sign_in::operations::Caller { address: bytes.into(), ..house.caller(0) };
            assert!(emergencies::ask(&house.hub, name, "x", &caller).await.unwrap().is_ok());
        };
        let compared = compare(async |n| ask("doctor", n).await, async |n| ask("nobody", n + 5000).await).await;
        println!(
            "emergency on {engine:?}: {:.0} µs, difference {:.1} µs, noise {:.1} µs",
            compared.typical, compared.difference, compared.noise
        );
        assert!(compared.tells_nothing(), "{:.1} µs of {:.0}", compared.difference, compared.typical);
    }
}

/// The control: a hub that looks for the hash first and answers at once when there is none is found out.
#[tokio::test]
async fn without_the_dummy_hash_the_time_would_tell() {
    let hasher = Hasher::start(Cost { memory: 1024, passes: 1 }).unwrap();
    let hash = hasher.hash(Password::typed(PASSWORD).unwrap()).await.unwrap();
    let careless = async |hash: Option<&str>| {
        if let Some(hash) = hash {
            hasher.verify(Line::Others, Password::typed("wrong"), Some(hash.to_owned())).await.unwrap();
        } else {
            tokio::task::yield_now().await;
        }
    };
    let compared = compare(async |_| careless(Some(&hash)).await, async |_| careless(None).await).await;
    assert!(!compared.tells_nothing(), "the measurement is asleep: {:.1} µs", compared.difference);
    let careful = async |hash: Option<&str>| {
        hasher.verify(Line::Others, Password::typed("wrong"), hash.map(str::to_owned)).await.unwrap();
    };
    let compared = compare(async |_| careful(Some(&hash)).await, async |_| careful(None).await).await;
    assert!(compared.tells_nothing(), "{:.1} µs of {:.0}", compared.difference, compared.typical);
}
