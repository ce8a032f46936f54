//! Every form of `self`.
#![allow(dead_code, reason = "it only has to compile")]

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use traced::traced;

#[derive(Debug)]
struct S {
    text: String,
}

impl S {
    #[traced]
    fn by_value(self, more: String) -> Result<String, ()> {
        Ok(self.text + &more)
    }

    #[traced]
    fn by_mut_value(mut self, more: String) -> Self {
        self.text.push_str(&more);
        self
    }

    #[traced(only(self))]
    fn by_ref(&self, more: &str) -> Option<String> {
        Some(self.text.clone() + more)
    }

    #[traced]
    fn by_mut(&mut self, more: String) -> Result<(), ()> {
        self.text = more;
        Ok(())
    }

    #[traced]
    fn by_box(self: Box<Self>, more: String) -> Result<String, ()> {
        Ok(self.text + &more)
    }

    #[traced]
    fn by_rc(self: Rc<Self>) -> Result<Rc<Self>, ()> {
        Ok(self)
    }

    #[traced]
    fn by_arc_ref(self: &Arc<Self>) -> Result<Arc<Self>, ()> {
        Ok(Arc::clone(self))
    }

    #[traced]
    fn by_pin(self: Pin<&mut Self>) -> Result<&mut String, ()> {
        Ok(&mut self.get_mut().text)
    }

    #[traced]
    async fn lazy_by_value(self, more: String) -> Result<String, ()> {
        Ok(self.text + &more)
    }

    #[traced]
    async fn lazy_by_mut_value(mut self, more: String) -> Self {
        self.text.push_str(&more);
        self
    }

    #[traced(only(self))]
    async fn lazy_by_ref(&self, more: &str) -> String {
        self.text.clone() + more
    }

    #[traced]
    async fn lazy_by_mut(&mut self, more: String) {
        self.text = more;
    }

    #[traced]
    async fn lazy_by_box(self: Box<Self>) -> Result<String, ()> {
        Ok(self.text)
    }

    #[traced]
    async fn lazy_by_pin(self: Pin<&mut Self>) -> &mut String {
        &mut self.get_mut().text
    }

    #[traced]
    async fn lazy_by_arc(self: Arc<Self>, list: Vec<Self>) -> usize {
        list.len() + self.text.len()
    }

    #[traced]
    fn partial(self, more: String) -> Result<String, String> {
        let S { text } = self;
        Ok(text + &more)
    }
}

fn s() -> S {
    S { text: "a".to_owned() }
}

fn main() {
    assert_eq!(s().by_value("b".to_owned()).unwrap(), "ab");
    assert_eq!(s().by_mut_value("b".to_owned()).text, "ab");
    assert_eq!(s().by_ref("b").unwrap(), "ab");
    s().by_mut(String::new()).unwrap();
    assert_eq!(Box::new(s()).by_box("b".to_owned()).unwrap(), "ab");
    Rc::new(s()).by_rc().unwrap();
    Arc::new(s()).by_arc_ref().unwrap();
    Pin::new(&mut s()).by_pin().unwrap();
    s().partial(String::new()).unwrap();
    futures::executor::block_on(async {
        assert_eq!(s().lazy_by_value("b".to_owned()).await.unwrap(), "ab");
        assert_eq!(s().lazy_by_mut_value("b".to_owned()).await.text, "ab");
        assert_eq!(s().lazy_by_ref("b").await, "ab");
        s().lazy_by_mut(String::new()).await;
        Box::new(s()).lazy_by_box().await.unwrap();
        Pin::new(&mut s()).lazy_by_pin().await.push('c');
        assert_eq!(Arc::new(s()).lazy_by_arc(vec![]).await, 1);
    });
}
