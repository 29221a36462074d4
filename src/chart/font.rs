//! The embedded typeface: Inter Regular and Bold, cut down to Latin (see `font/NOTE.md`).
//!
//! What it does not know: what is written in it.

use base64::Engine as _;
use plotters::style::{FontStyle, register_font};
use resvg::usvg::fontdb;
use std::sync::{Arc, Once, OnceLock};

/// The family, as named in the files; the generic one serves where the embedded one is stripped.
pub(super) const FAMILY: &str = "Inter, sans-serif";

static REGULAR: &[u8] = include_bytes!("font/Inter-Regular.otf");
static BOLD: &[u8] = include_bytes!("font/Inter-Bold.otf");
static REGULAR_WOFF2: &[u8] = include_bytes!("font/Inter-Regular.woff2");
static BOLD_WOFF2: &[u8] = include_bytes!("font/Inter-Bold.woff2");

/// Makes the faces known to the drawing library, once.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
            let known = register_font(FAMILY, style, bytes).is_ok();
            assert!(known, "the embedded face is a valid font");
        }
    });
}

/// The faces alone, for the rasteriser: no font of the machine, so that pictures are equal everywhere.
pub(super) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(DATABASE.get_or_init(|| {
        let mut database = fontdb::Database::new();
        database.load_font_data(REGULAR.to_vec());
        database.load_font_data(BOLD.to_vec());
        database.set_sans_serif_family("Inter");
        Arc::new(database)
    }))
}

/// The `@font-face` rules that carry both faces, as CSS.
pub(super) fn css() -> &'static str {
    static CSS: OnceLock<String> = OnceLock::new();
    CSS.get_or_init(|| {
        [(400, REGULAR_WOFF2), (700, BOLD_WOFF2)]
            .map(|(weight, bytes)| {
                let data = base64::engine::general_purpose::STANDARD.encode(bytes);
                format!(
                    "@font-face{{font-family:Inter;font-style:normal;font-weight:{weight};\
                     src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}"
                )
            })
            .concat()
    })
}
