//! The `pipyc` command.

/// Programs and modules are many small pieces, made by several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> pipyc::cli::Exit {
    pipyc::cli::main()
}
