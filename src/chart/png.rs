//! The picture of an SVG in dots, at twice its size.
//!
//! Charts are flat colours: they are written without the filters that photographs gain by, and without
//! transparency, which they do not have. What it does not know: what the SVG shows.

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
    let tree = usvg::Tree::from_str(&laid_directly(svg), &options)?;
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
    encoded(&picture).map_err(|problem| PngError::Encode(problem.to_string()))
}

/// The SVG with the opacity of fills and strokes in place of that of marks. A mark is either filled or
/// stroked, so that it looks the same; but it is drawn where it belongs, not in a picture of its own that
/// is laid over the others.
fn laid_directly(svg: &str) -> String {
    const OPACITY: &str = " opacity=\"";
    let mut parts = svg.split(OPACITY);
    let mut out = String::with_capacity(svg.len());
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (value, rest) = part.split_once('"').unwrap_or((part, ""));
        if value != "1" {
            out.push_str(
                &[
                    " fill-opacity=\"",
                    value,
                    "\" stroke-opacity=\"",
                    value,
                    "\"",
                ]
                .concat(),
            );
        }
        out.push_str(rest);
    }
    out
}

/// The dots as a file. All of them are opaque: they were laid on white.
fn encoded(picture: &tiny_skia::Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut dots = Vec::with_capacity(picture.data().len() / 4 * 3);
    for dot in picture.data().chunks_exact(4) {
        dots.extend_from_slice(&dot[..3]);
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&dots)?;
    writer.finish()?;
    Ok(file)
}
