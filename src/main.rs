//! The `pipyc` command.

fn main() -> pipyc::cli::Exit {
    pipyc::cli::main()
}
