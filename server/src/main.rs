//! The binary `uptake`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
