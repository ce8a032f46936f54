//! Functions that do not return.
#![allow(dead_code, reason = "it only has to compile")]
#![deny(warnings)]

use std::convert::Infallible;

use traced::traced;

#[traced]
fn sync(text: &str) -> ! {
    panic!("{text}")
}

#[traced]
fn sync_loop(mut n: u32) -> ! {
    loop {
        n += 1;
        if n > 3 {
            std::process::exit(0);
        }
    }
}

#[traced]
async fn lazy(text: String) -> ! {
    panic!("{text}")
}

#[traced]
async fn lazy_loop() -> ! {
    loop {
        std::future::ready(()).await;
    }
}

#[traced]
fn infallible() -> Result<Infallible, String> {
    Err(String::new())
}

struct S;

impl S {
    #[traced]
    fn method(&self, other: String) -> ! {
        panic!("{other}")
    }

    #[traced]
    async fn lazy_method(&mut self) -> ! {
        std::process::exit(0)
    }
}

fn main() {
    let _ = infallible();
    if std::env::args().count() > 9 {
        drop((lazy(String::new()), lazy_loop(), S.lazy_method()));
        S.method(String::new());
    }
    sync_loop(0)
}
