//! Where a chart is seen, and what room it has there.
//!
//! What it does not know: what the chart shows.

/// Where a chart is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In a file of its own, with title, message and notes inside.
    File,
    /// In a page that has room: title, message and notes are the page's.
    Wide,
    /// In a page on a phone: names stand over their rows, parts are listed below the plot.
    Narrow,
}

impl Form {
    /// Width of the picture, px.
    pub(super) const fn width(self) -> f64 {
        match self {
            Self::File => 1100.0,
            Self::Wide => 960.0,
            Self::Narrow => 420.0,
        }
    }

    /// Side margins, px.
    pub(super) const fn margin(self) -> f64 {
        match self {
            Self::File => 24.0,
            Self::Wide | Self::Narrow => 4.0,
        }
    }

    /// What is left between the margins, px.
    pub(super) const fn room(self) -> f64 {
        self.width() - 2.0 * self.margin()
    }

    /// The most room for the names of rows at the left, px.
    pub(super) const fn rows(self) -> f64 {
        match self {
            Self::File => 330.0,
            Self::Wide | Self::Narrow => 280.0,
        }
    }

    /// The most room for labels at the right, px.
    pub(super) const fn ends(self) -> f64 {
        match self {
            Self::File => 440.0,
            Self::Wide => 340.0,
            Self::Narrow => 116.0,
        }
    }

    /// The most panels side by side.
    pub(super) const fn panels(self) -> usize {
        match self {
            Self::File | Self::Wide => 4,
            Self::Narrow => 2,
        }
    }

    /// Whether title, message and notes are in the picture.
    pub(super) const fn is_whole(self) -> bool {
        matches!(self, Self::File)
    }

    /// Height of a plot whose whole picture is `height` px high as a file.
    pub(super) const fn plot_height(self, height: f64) -> f64 {
        match self {
            Self::File => height,
            Self::Wide => height * 0.62,
            Self::Narrow => height * 0.45,
        }
    }
}
