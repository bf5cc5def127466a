//! The `pipyc` command.

fn main() {}
