//! async-trait above and below, native `async fn` in traits, `dyn`, default bodies.
#![allow(dead_code, async_fn_in_trait, reason = "it only has to compile")]

use std::future::Future;

use traced::traced;

#[async_trait::async_trait]
trait Macro: Send + Sync {
    async fn plain(&self, a: &str, b: String) -> Result<usize, String>;
    async fn mutable(&mut self, a: &mut String);

    #[traced]
    async fn with_default(&self, a: &str) -> usize {
        a.len()
    }
}

struct Method(u32);
struct Below(u32);
struct Above(u32);

#[async_trait::async_trait]
impl Macro for Method {
    #[traced]
    async fn plain(&self, a: &str, b: String) -> Result<usize, String> {
        let n: usize = std::future::ready(a.len()).await;
        Ok(n + b.len() + self.0 as usize)
    }

    #[traced(only(a))]
    async fn mutable(&mut self, a: &mut String) {
        a.push('a');
        self.0 += 1;
    }
}

#[async_trait::async_trait]
#[traced]
impl Macro for Below {
    async fn plain(&self, a: &str, b: String) -> Result<usize, String> {
        Ok(a.len() + b.len() + self.0 as usize)
    }

    async fn mutable(&mut self, a: &mut String) {
        a.push('a');
        self.0 += 1;
    }
}

#[traced]
#[async_trait::async_trait]
impl Macro for Above {
    async fn plain(&self, a: &str, b: String) -> Result<usize, String> {
        Ok(a.len() + b.len() + self.0 as usize)
    }

    async fn mutable(&mut self, a: &mut String) {
        a.push('a');
        self.0 += 1;
    }
}

#[async_trait::async_trait(?Send)]
trait Local {
    async fn local(&self, a: std::rc::Rc<u8>) -> u8;
}

#[async_trait::async_trait(?Send)]
impl Local for Method {
    #[traced]
    async fn local(&self, a: std::rc::Rc<u8>) -> u8 {
        *a
    }
}

trait Native {
    async fn plain(&self, a: &str) -> usize;
    fn sendable(&self, a: String) -> impl Future<Output = usize> + Send;

    #[traced]
    async fn with_default(&self, a: String) -> usize {
        a.len()
    }
}

#[traced]
trait Bulk {
    fn required(&self) -> u8;
    async fn bulk_default(&self, a: String, b: &str) -> usize {
        a.len() + b.len() + self.required() as usize
    }
}

impl Native for Method {
    #[traced]
    async fn plain(&self, a: &str) -> usize {
        a.len() + self.0 as usize
    }

    #[traced]
    async fn sendable(&self, a: String) -> usize {
        a.len()
    }
}

#[traced]
impl Native for Below {
    async fn plain(&self, a: &str) -> usize {
        a.len()
    }

    async fn sendable(&self, a: String) -> usize {
        std::future::ready(a.len()).await
    }
}

impl Bulk for Method {
    fn required(&self) -> u8 {
        3
    }
}

fn send<T: Send>(value: T) -> T {
    value
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut all: Vec<Box<dyn Macro>> = vec![Box::new(Method(1)), Box::new(Below(1)), Box::new(Above(1))];
    for one in &mut all {
        let mut text = String::new();
        send(one.mutable(&mut text)).await;
        assert_eq!(send(one.plain("a", "b".to_owned())).await, Ok(4));
        assert_eq!(one.with_default("abc").await, 3);
    }
    assert_eq!(Method(0).local(std::rc::Rc::new(3)).await, 3);
    assert_eq!(Native::plain(&Method(0), "a").await + send(Native::sendable(&Method(0), "a".to_owned())).await, 2);
    assert_eq!(Native::plain(&Below(0), "a").await + send(Native::sendable(&Below(0), "a".to_owned())).await, 2);
    assert_eq!(Native::with_default(&Below(0), "a".to_owned()).await, 1);
    assert_eq!(Method(0).bulk_default("a".to_owned(), "b").await, 5);
}
