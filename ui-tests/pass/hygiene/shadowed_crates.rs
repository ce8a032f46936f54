//! Modules of the user called `core`, `std`, `alloc`, `traced`, `tokio` change nothing.
#![allow(dead_code, reason = "it only has to compile")]

mod core {}
mod std {}
mod alloc {}
mod tokio {
    pub fn spawn(text: &str) -> usize {
        text.len()
    }
}
mod traced {
    pub mod __private {}

    #[::traced::traced]
    pub fn inside(a: u32) -> u32 {
        a
    }
}

#[::traced::traced]
fn sync(a: u32) -> Result<u32, String> {
    Ok(a + traced::inside(a))
}

#[::traced::traced]
async fn lazy(a: String) -> Result<String, String> {
    Ok(a)
}

// Another `tokio::spawn`, which takes neither a future nor a closure.
#[::traced::traced]
fn other_spawn(a: &str) -> usize {
    tokio::spawn(a)
}

fn main() {
    let _ = sync(1);
    drop(lazy(String::new()));
    assert_eq!(other_spawn("abc"), 3);
}
