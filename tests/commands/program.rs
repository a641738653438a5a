//! The program under test, with a data folder and a database of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use kyoten_store::Database;
use kyoten_store::testing::{self, TestDatabase};

/// A place where the program keeps its data.
pub struct Place {
    home: tempfile::TempDir,
    postgres: Option<TestDatabase>,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub success: bool,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { success: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Place {
    /// A fresh one on SQLite.
    pub fn on_sqlite() -> Self {
        Self { home: tempfile::tempdir().expect("a folder"), postgres: None }
    }

    /// A fresh one on each database.
    pub async fn on_both() -> Vec<Self> {
        let mut places = vec![Self::on_sqlite()];
        if let Some(database) = testing::postgres().await {
            places.push(Self { home: tempfile::tempdir().expect("a folder"), postgres: Some(database) });
        }
        places
    }

    /// Its folder; the program runs here, so that it reads no settings of others.
    pub fn path(&self) -> &Path {
        self.home.path()
    }

    /// `postgres://…`, where this is on PostgreSQL.
    pub fn url(&self) -> Option<String> {
        match self.postgres.as_ref()?.database() {
            Database::Postgres { url } => Some(url),
            Database::Sqlite { .. } => None,
        }
    }

    /// A command on this place. On PostgreSQL the settings name the database, as a hub at work does.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyoten"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KYOTEN_")) {
            command.env_remove(name);
        }
        command.current_dir(self.path()).arg("--data").arg(self.path().join("data")).args(words);
        if let Some(url) = self.url() {
            command.env("KYOTEN_DATABASE_URL", url);
        }
        command
    }

    /// `kyoten demo` on this place. It does not listen to the settings, so the database is named.
    pub fn demo(&self, words: &[&str]) -> Command {
        let mut command = self.command(&["demo", "--listen", "127.0.0.1:0"]);
        command.args(words);
        if let Some(url) = self.url() {
            command.env_remove("KYOTEN_DATABASE_URL").args(["--database", &url]);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Said {
        self.command(words).output().expect("the program runs").into()
    }

    /// Runs a command that must succeed.
    pub fn done(&self, words: &[&str]) -> Said {
        let said = self.run(words);
        assert!(said.success, "{words:?}: {said:?}");
        said
    }
}

/// A program that serves pages; stopped when it is dropped.
pub struct Served {
    child: Child,
    address: String,
}

impl Served {
    /// Starts it, and waits until it says its address.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it speaks UTF-8");
        let Some(address) = line.trim().strip_prefix("http://") else {
            let ended = child.wait_with_output().expect("it ends");
            panic!("no address but “{line}”: {}", String::from_utf8_lossy(&ended.stderr));
        };
        Self { address: address.trim_end_matches('/').to_owned(), child }
    }

    /// A page.
    pub fn get(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).expect("it listens");
        write!(socket, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address).expect("it reads");
        let mut text = String::new();
        socket.read_to_string(&mut text).expect("it answers in UTF-8");
        assert!(text.starts_with("HTTP/1.1 200"), "{path}: {text}");
        text
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
