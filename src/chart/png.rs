//! The picture of an SVG in dots, at twice its size.
//!
//! What it does not know: what the SVG shows.

use super::font;
use resvg::{tiny_skia, usvg};

/// Dots per px.
const SCALE: f32 = 2.0;
/// Dots in the largest picture: 256 MiB of memory.
const MOST_DOTS: f32 = 64.0 * 1024.0 * 1024.0;

/// Why an SVG has no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// It is not SVG.
    #[error("the chart is not valid SVG: {0}")]
    Svg(#[from] usvg::Error),
    /// It is empty or too large.
    #[error("a picture of {width} x {height} px is empty or too large")]
    Size {
        /// Width, px.
        width: f32,
        /// Height, px.
        height: f32,
    },
    /// Its bytes could not be made.
    #[error("the picture could not be encoded: {0}")]
    Encode(String),
}

/// The PNG of an SVG made by this crate, two dots per px, text in the embedded face.
///
/// # Errors
///
/// If the SVG cannot be read, is empty, or is larger than 64 million dots.
pub fn png(svg: &str) -> Result<Vec<u8>, PngError> {
    let options = usvg::Options {
        fontdb: font::database(),
        font_family: "Inter".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let too_large = PngError::Size { width, height };
    if width * height * SCALE * SCALE > MOST_DOTS {
        return Err(too_large);
    }
    let dots = |length: f32| (length * SCALE).ceil() as u32;
    let mut picture = tiny_skia::Pixmap::new(dots(width), dots(height)).ok_or(too_large)?;
    picture.fill(tiny_skia::Color::WHITE);
    let scale = tiny_skia::Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, scale, &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|problem| PngError::Encode(problem.to_string()))
}
