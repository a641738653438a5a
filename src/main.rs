//! The commands: `kyoten init`, `serve`, `demo`, `import`, `directory`, `members`, `audit`, `outbox`, `bench`, `drill`.

mod commands;

fn main() -> std::process::ExitCode {
    commands::run()
}
