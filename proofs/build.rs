//! Links by `link.x`, and by defmt's script where defmt is on.

fn main() {
    println!("cargo:rerun-if-changed=link.x");
    println!("cargo:rustc-link-arg=-T{}/link.x", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    if std::env::var_os("CARGO_FEATURE_DEFMT").is_some() {
        println!("cargo:rustc-link-arg=-Tdefmt.x");
    }
}
