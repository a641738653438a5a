//! The commands: `kyoten serve`, `demo`, `import`, `directory`, `audit`, `bench`, `drill`.

mod commands;

fn main() -> std::process::ExitCode {
    commands::run()
}
