//! The stylesheet, the two scripts, the typefaces and the little picture in the browser's tab, carried inside the program.

use std::sync::LazyLock;

/// A file that browsers fetch beside a page.
#[derive(Debug)]
pub struct Asset {
    /// Its place below the version, such as `css/folkmoot.css`.
    pub path: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// What it is, for the `content-type` header.
    pub content_type: &'static str,
}

macro_rules! asset {
    ($path:literal, $content_type:literal) => {
        Asset { path: $path, bytes: include_bytes!(concat!("assets/", $path)), content_type: $content_type }
    };
}

static ALL: [Asset; 7] = [
    asset!("css/folkmoot.css", "text/css; charset=utf-8"),
    asset!("passkeys.js", "text/javascript; charset=utf-8"),
    asset!("queue.js", "text/javascript; charset=utf-8"),
    asset!("favicon.svg", "image/svg+xml"),
    asset!("fonts/atkinson-hyperlegible-next-latin.woff2", "font/woff2"),
    asset!("fonts/atkinson-hyperlegible-next-latin-ext.woff2", "font/woff2"),
    asset!("fonts/newsreader-display-latin.woff2", "font/woff2"),
];

static VERSION: LazyLock<String> = LazyLock::new(|| format!("{:016x}", hash(&ALL)));

/// Every file that pages load.
pub fn all() -> &'static [Asset] {
    &ALL
}

/// A name for the present content of all files: another content has another name, so browsers may keep each for good.
pub fn version() -> &'static str {
    &VERSION
}

/// Where a browser fetches the file with this path.
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", version())
}

/// FNV-1a, 64 bits, over paths and contents.
fn hash(assets: &[Asset]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for asset in assets {
        for byte in asset.path.bytes().chain([0]).chain(asset.bytes.iter().copied()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_version() {
        assert_eq!(version().len(), 16);
        assert_eq!(url("css/folkmoot.css"), format!("/assets/{}/css/folkmoot.css", version()));
    }

    #[test]
    fn the_stylesheet_finds_its_typefaces() {
        let css = String::from_utf8_lossy(all()[0].bytes);
        for font in all().iter().filter(|asset| asset.path.starts_with("fonts/")) {
            assert!(css.contains(&format!("../{}", font.path)), "{} is not used", font.path);
        }
    }

    #[test]
    fn another_content_has_another_version() {
        let one = Asset { path: "a", bytes: b"one", content_type: "text/plain" };
        let two = Asset { path: "a", bytes: b"two", content_type: "text/plain" };
        assert_ne!(hash(&[one]), hash(&[two]));
    }
}
