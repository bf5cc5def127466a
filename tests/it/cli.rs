//! Every command as a reader would type it: `tests/it/cli/*.trycmd`, and the blocks of README.md.

use crate::support::repository;

#[test]
fn commands_print_what_their_sessions_show() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "1").case("tests/it/cli/*.trycmd");
    cases.run();
    assert!(repository("tests/it/cli").is_dir());
}
