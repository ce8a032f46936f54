//! The code that README shows is an example that runs.

use super::source::read;

#[test]
fn readme_shows_the_code_of_an_example() {
    let readme = read("README.md");
    let blocks: Vec<_> =
        readme.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(!blocks.is_empty(), "README shows no code");
    let example = read("examples/readme.rs");
    let (_, program) = example.split_once('\n').expect("the first line is a comment");
    blocks.iter().for_each(|block| assert_eq!(*block, program));
}
