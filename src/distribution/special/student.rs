//! Student's t distribution.

use super::Beta;

/// Student's t distribution of given degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
    tails: Beta,
}

impl StudentT {
    /// The distribution with `df` degrees of freedom, positive.
    #[must_use]
    pub fn new(df: f64) -> Self {
        Self {
            df,
            tails: Beta::new(0.5 * df, 0.5),
        }
    }

    /// Degrees of freedom.
    #[must_use]
    pub fn df(&self) -> f64 {
        self.df
    }

    /// P(T <= t), accurate in the lower tail.
    ///
    /// The two tails beyond |t| hold I(df / (df + t^2); df / 2, 1 / 2), the incomplete beta integral:
    /// M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.1.
    #[must_use]
    pub fn cdf(&self, t: f64) -> f64 {
        let square = t * t;
        if square.is_infinite() {
            return if t > 0.0 { 1.0 } else { 0.0 };
        }
        let (level, _) = self
            .tails
            .at_point(self.df / (self.df + square), square / (self.df + square));
        if t <= 0.0 {
            0.5 * level.lower
        } else {
            1.0 - 0.5 * level.lower
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Distribution;

    #[test]
    fn the_integral_is_scipys() {
        // SciPy 1.17.1, scipy.stats.t.cdf(t, df).
        const KNOWN: [(f64, f64, f64); 24] = [
            (1.0, -40.0, 0.007_956_089_912_025_812),
            (1.0, -3.0, 0.102_416_382_349_566_72),
            (1.0, -0.5, 0.352_416_382_349_566_74),
            (1.0, 0.25, 0.577_979_130_377_369_4),
            (1.0, 2.0, 0.852_416_382_349_566_7),
            (1.0, 9.0, 0.964_776_712_522_722_7),
            (2.5, -40.0, 7.097_817_145_246_69e-05),
            (2.5, -3.0, 0.036_288_047_774_515_914),
            (2.5, -0.5, 0.328_848_959_934_857_4),
            (2.5, 0.25, 0.589_159_699_437_348_4),
            (2.5, 2.0, 0.921_304_252_121_017_1),
            (2.5, 9.0, 0.997_126_046_908_196),
            (4.0, -40.0, 1.167_008_161_300_633_9e-06),
            (4.0, -3.0, 0.019_970_984_035_859_413),
            (4.0, -0.5, 0.321_664_981_590_931_65),
            (4.0, 0.25, 0.592_548_994_270_409_4),
            (4.0, 2.0, 0.941_941_738_241_592_2),
            (4.0, 9.0, 0.999_578_083_741_199_4),
            (30.0, -40.0, 6.863_022_597_203_209e-28),
            (30.0, -3.0, 0.002_694_982_032_825_972_7),
            (30.0, -0.5, 0.310_361_502_442_563_6),
            (30.0, 0.25, 0.597_854_295_459_712_4),
            (30.0, 2.0, 0.972_687_477_518_508_5),
            (30.0, 9.0, 0.999_999_999_749_258_4),
        ];
        for (df, t, known) in KNOWN {
            let got = StudentT::new(df).cdf(t);
            assert!(
                (got / known - 1.0).abs() < 1e-12,
                "{df}, {t}: {got} for {known}"
            );
        }
    }

    #[test]
    fn chi_square_quantiles_are_scipys() {
        // SciPy 1.17.1, scipy.stats.chi2.ppf(u, df).
        const KNOWN: [(f64, f64, f64); 16] = [
            (1.0, 1e-06, 1.570_796_326_795_718_7e-12),
            (1.0, 0.05, 0.003_932_140_000_019_522),
            (1.0, 0.5, 0.454_936_423_119_572),
            (1.0, 0.975, 5.023_886_187_314_888),
            (2.5, 1e-06, 3.502_823_491_430_508e-05),
            (2.5, 0.05, 0.210_758_112_357_836_17),
            (2.5, 0.5, 1.873_847_767_780_879_1),
            (2.5, 0.975, 8.392_295_266_912_964),
            (4.0, 1e-06, 0.002_829_761_322_958_687_2),
            (4.0, 0.05, 0.710_723_021_397_323_9),
            (4.0, 0.5, 3.356_693_980_033_322_4),
            (4.0, 0.975, 11.143_286_781_877_796),
            (30.0, 1e-06, 6.200_293_738_343_595),
            (30.0, 0.05, 18.492_660_981_953_47),
            (30.0, 0.5, 29.336_031_516_661_585),
            (30.0, 0.975, 46.979_242_243_671_15),
        ];
        for (df, u, known) in KNOWN {
            let got = Distribution::chi_square(df).expect("positive").quantile(u);
            assert!(
                (got / known - 1.0).abs() < 1e-11,
                "{df}, {u}: {got} for {known}"
            );
        }
    }
}
