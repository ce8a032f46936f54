//! The program that README shows.
use traced::traced;

#[traced]
async fn checkout(cart: u32) -> Result<u32, String> {
    let cents = tokio::spawn(price(cart)).await.unwrap_or_default();
    pay(cents, "4242 4242 4242 4242")
}

#[traced]
async fn price(cart: u32) -> u32 {
    cart * 900
}

#[traced]
fn pay(cents: u32, card_token: &str) -> Result<u32, String> {
    if card_token.is_empty() || cents > 500 { Err(format!("no credit for {cents} cents")) } else { Ok(cents) }
}

#[tokio::main]
async fn main() -> Result<(), traced::InstallError> {
    let _tracing = traced::init()?; // trees on standard error; flushed when it is dropped
    let _ = checkout(1).await;
    Ok(())
}
