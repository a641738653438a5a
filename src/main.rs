//! The commands: `kyoten serve`, `demo`, `import`, `directory`, `bench`.

mod commands;

fn main() -> std::process::ExitCode {
    commands::run()
}
