//! Reads files with the SMB client `smb2`, which follows referrals, for `cargo xtask lab`.
//!
//! `smb2-follower USER PASSWORD` takes paths of files, `\\server\share\name`, on stdin, a line each. Answers each with a line:
//! `{"content": HEX}`, or `{"refused": "..."}`.

use serde_json::json;
use smb2::{ClientConfig, Result as Smb2Result, SmbClient};
use std::env;
use std::error::Error;
use std::fmt::Write;
use std::io::stdin;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [user, password] = arguments.as_slice() else {
        return Err("a user and a password are missing".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for line in stdin().lines() {
        let line = line?;
        let mut names = line.trim_start_matches('\\').splitn(3, '\\');
        let (Some(server), Some(share), Some(name)) = (names.next(), names.next(), names.next()) else {
            return Err(format!("no path of a file: {line}").into());
        };
        let config = ClientConfig {
            addr: format!("{server}:445"),
            username: user.clone(),
            password: password.clone(),
            ..ClientConfig::default()
        };
        // In its names `\` is a character like others, and `/` separates.
        let answer = match runtime.block_on(read(config, share, &name.replace('\\', "/"))) {
            Ok(content) => json!({ "content": hex(&content) }),
            Err(error) => json!({ "refused": error.to_string() }),
        };
        println!("{answer}");
    }
    Ok(())
}

async fn read(config: ClientConfig, share: &str, name: &str) -> Smb2Result<Vec<u8>> {
    let mut client = SmbClient::connect(config).await?;
    let mut tree = client.connect_share(share).await?;
    client.read_file(&mut tree, name).await
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
