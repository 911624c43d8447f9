//! The binary `uptake`.

/// Days are decoded on one thread and given back on another by the million: this allocator returns what is free.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::main()
}
