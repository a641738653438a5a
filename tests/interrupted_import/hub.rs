//! The program under test with a data folder and a database of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use kyoten_store::testing::{self, TestDatabase};
use kyoten_store::{Database, Options, Store};
use rustix::process::{Pid, Signal, kill_process};

use super::files::Release;
use super::state;

/// The program with its data.
pub struct Hub {
    home: tempfile::TempDir,
    postgres: Option<TestDatabase>,
}

/// A moment of an import.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    phase: &'static str,
    /// So many of a hundred facilities are written.
    percent: u64,
}

/// In the order in which an import goes through them.
const PHASES: [&str; 7] = ["looking", "reading", "joining", "reference", "writing", "ending", "committing"];

impl Moment {
    /// When this begins.
    pub const fn begins(phase: &'static str) -> Self {
        Self { phase, percent: 0 }
    }

    /// When this share of the facilities is written.
    pub const fn written(percent: u64) -> Self {
        Self { phase: "writing", percent }
    }

    /// Whether the whole work of the database still lies ahead, or so much of it that nobody can miss the moment.
    pub fn is_before_the_commit(&self) -> bool {
        self.place() < place("ending") && self.percent <= 50
    }

    fn place(&self) -> usize {
        place(self.phase)
    }

    /// Whether a line of progress says that the moment is there.
    fn is_there(&self, line: &str) -> bool {
        let mut words = line.split(' ');
        let Some(at) = words.next().and_then(|phase| PHASES.iter().position(|known| *known == phase)) else {
            return false;
        };
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or_default();
        let (written, of) = (number(), number());
        at > self.place() || at == self.place() && (self.percent == 0 || written * 100 >= of * self.percent)
    }
}

fn place(phase: &str) -> usize {
    PHASES.iter().position(|known| *known == phase).expect("a phase")
}

/// How an interrupted import ended.
pub struct Ended {
    /// What it answered to the shell.
    pub code: Option<i32>,
    /// How long it took from the signal to the end.
    pub took: Duration,
    /// All it said.
    pub said: String,
}

impl Hub {
    /// A hub without a directory, on SQLite.
    pub async fn on_sqlite() -> Self {
        Self::founded(None).await
    }

    /// A hub without a directory, on PostgreSQL, when a server is named.
    pub async fn on_postgres() -> Option<Self> {
        let database = testing::postgres().await?;
        Some(Self::founded(Some(database)).await)
    }

    async fn founded(postgres: Option<TestDatabase>) -> Self {
        let hub = Self { home: tempfile::tempdir().expect("a folder"), postgres };
        let out = hub.kyoten().args(["directory", "search", "nobody"]).output().expect("the program runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        hub
    }

    fn kyoten(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyoten"));
        command.arg("--data").arg(self.home.path().join("data")).stdout(Stdio::null()).stderr(Stdio::piped());
        if let Database::Postgres { url } = self.database() {
            command.env("KYOTEN_DATABASE_URL", url);
        }
        command
    }

    fn database(&self) -> Database {
        match &self.postgres {
            Some(database) => database.database(),
            None => Database::Sqlite { path: self.home.path().join("data/kyoten.db") },
        }
    }

    /// Everything the database holds, but for ids and times.
    pub async fn state(&self) -> String {
        let options = Options { readers: 1, connections: 1, ..Options::default() };
        let store = Store::open(self.database(), options).await.expect("the database opens");
        let state = store.read(state::of).await.expect("the tables are read");
        store.shutdown().await.expect("the database closes");
        state
    }

    /// Imports a release without being disturbed.
    pub fn import(&mut self, release: &Release) {
        let out = self.begin(release).wait_with_output().expect("it ends");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    fn begin(&self, release: &Release) -> Child {
        // Files are known by their names: both hubs must call them alike.
        let mut command = self.kyoten();
        command.current_dir(release.path()).args(["import", "open-data", ".", "--progress", "lines"]);
        command.spawn().expect("the program starts")
    }

    /// Kills an import at a moment; `false`: it had ended by itself.
    pub fn kill(&mut self, release: &Release, moment: &Moment) -> bool {
        let mut child = self.begin(release);
        let _said = wait_for(&mut child, moment);
        child.kill().expect("it is killed, or has ended");
        let status = child.wait().expect("it ends");
        assert!(status.success() || status.signal() == Some(9), "{status}");
        status.signal() == Some(9)
    }

    /// Presses Ctrl-C at a moment.
    pub fn interrupt(&mut self, release: &Release, moment: &Moment) -> Ended {
        let mut child = self.begin(release);
        let mut rest = wait_for(&mut child, moment);
        kill_process(Pid::from_child(&child), Signal::INT).expect("it is there, ended or not");
        let began = Instant::now();
        let mut said = String::new();
        rest.read_to_string(&mut said).expect("it speaks UTF-8");
        let status = child.wait().expect("it ends");
        Ended { code: status.code(), took: began.elapsed(), said }
    }
}

/// Reads lines until one says that the moment is there, or the import ended.
fn wait_for(child: &mut Child, moment: &Moment) -> BufReader<ChildStderr> {
    let mut lines = BufReader::new(child.stderr.take().expect("it is piped"));
    let mut line = String::new();
    while lines.read_line(&mut line).expect("it speaks UTF-8") > 0 && !moment.is_there(line.trim_end()) {
        line.clear();
    }
    lines
}
